import { expect, test } from "vitest";
import { armNetwork } from "./network";
import { dhmArm, dslArm, smallData } from "./presets";
import { mimicryMatrix, mimicryOf } from "./mimicry";

const dhm = dhmArm(1, "s1b1", "s2b1");

test("every KL term of DHM, student and teacher as its name says", () => {
  const all = mimicryOf(armNetwork(smallData, dhm));
  expect(all).toHaveLength(6);
  for (const { term, student, teacher } of all) expect(term).toBe(`kl/${student}<${teacher}`);
});

test("the matrix has a row per student and a column per teacher", () => {
  const matrix = mimicryMatrix(armNetwork(smallData, dhm));
  expect(matrix?.heads).toEqual(["main", "s1b1", "s2b1"]);
  expect(matrix?.rows.map(({ cells }) => cells)).toEqual([
    [undefined, "kl/main<s1b1", "kl/main<s2b1"],
    ["kl/s1b1<main", undefined, "kl/s1b1<s2b1"],
    ["kl/s2b1<main", "kl/s2b1<s1b1", undefined],
  ]);
});

test("one-way mimicking leaves the other cells empty", () => {
  const down = { ...dhm, method: { ...dhm.method, pairs: "down" } as typeof dhm.method };
  const matrix = mimicryMatrix(armNetwork(smallData, down));
  expect(matrix?.rows.map(({ cells }) => cells.map((cell) => cell !== undefined))).toEqual([
    [false, false, false],
    [true, false, false],
    [true, false, false],
  ]);
});

test("without mimicking there is no matrix", () => {
  expect(mimicryMatrix(armNetwork(smallData, dslArm("s1b1")))).toBeUndefined();
});
