import { expect, test } from "vitest";
import { methods } from "../../catalog/methods";
import { initialValues } from "../../schema/field";
import { selfTestPlan } from "../selfTest";
import { Control, OPTIMIZER_WORDS, TERM_WORDS } from "./control";
import { labelScalesOf, scaledLosses, writeOptimizers, writeTerms } from "./controlNumbers";

const plan = selfTestPlan();
const { terms } = methods.dhm.plan({ heads: plan.graph.heads, weightOf: () => 1 }, initialValues(methods.dhm.fields));

test("withheld labels scale the losses on labels alone, in the gradient and in what is reported", () => {
  const { batchSize } = plan;
  const withheld = (labelled: number) =>
    Int32Array.from({ length: batchSize }, (_, row) => (row < labelled ? row : -1));
  expect(labelScalesOf(plan, terms, withheld(batchSize))).toBeUndefined();
  const scales = labelScalesOf(plan, terms, withheld(batchSize / 4));
  expect(scales).toEqual(terms.map(({ kind }) => (kind === "crossEntropy" ? 4 : 1)));
  expect([...scaledLosses(new Float32Array(terms.length).fill(2), scales)]).toEqual(scales?.map((scale) => 2 * scale));
  const control = new Control("test");
  const slots = terms.map((_, term) => (term === 1 ? undefined : control.slot(`${term}`, TERM_WORDS)));
  control.seal();
  writeTerms(control, slots, { value: (term) => term, gradient: () => 0.5, scales, images: [1, 3] });
  slots.forEach((slot, term) => {
    const at = slot?.home?.offset ?? 0;
    if (slot) expect([...control.staged].slice(at, at + 4)).toEqual([term, 0.5 * (scales?.[term] ?? 1), 1, 3]);
  });
});

test("only the group whose turn it is is switched on", () => {
  const control = new Control("test");
  const slots = ["a", "b"].map((name) => control.slot(name, OPTIMIZER_WORDS));
  control.seal();
  const adam = { kind: "adam", beta1: 0.5, beta2: 0.75, epsilon: 1e-8, weightDecay: 0, decoupled: true } as const;
  const switches = (group?: number): readonly number[] => {
    writeOptimizers(control, slots, adam, { step: 1, learningRate: 0.25, ...(group === undefined ? {} : { group }) });
    const words = [...control.staged];
    expect(words[0]).toBe(0.25);
    expect(words[1]).toBeCloseTo(1 / (1 - 0.5 ** 2));
    expect(words[2]).toBeCloseTo(1 / Math.sqrt(1 - 0.75 ** 2));
    return slots.map((slot) => words[(slot.home?.offset ?? 0) + 3] ?? Number.NaN);
  };
  expect(switches()).toEqual([1, 1]);
  expect(switches(1)).toEqual([0, 1]);
});
