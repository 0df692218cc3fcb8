import { expect, it } from "vitest";
import { piecesOf } from "./markup";

it("reads loud words, words that explain themselves and words that set the lab", () => {
  expect(piecesOf("A **big** [branch](term:branch): [fork](do:early-fork).")).toEqual([
    { kind: "plain", text: "A " },
    { kind: "strong", text: "big" },
    { kind: "plain", text: " " },
    { kind: "term", text: "branch", id: "branch", mark: ":" },
    { kind: "plain", text: " " },
    { kind: "do", text: "fork", id: "early-fork" },
    { kind: "plain", text: "." },
  ]);
  expect(piecesOf("[a](other:b) 2 * 3 ** 4")).toEqual([{ kind: "plain", text: "[a](other:b) 2 * 3 ** 4" }]);
  expect(piecesOf("")).toEqual([]);
});
