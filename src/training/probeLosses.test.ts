import { describe, expect, test } from "vitest";
import { cosine, HALF } from "../graph/agreement";
import { allTerms } from "../engine/allTerms";
import { featureAgreement } from "./probeArms";
import { probeRequest, withWholes } from "./probeLosses";
import { casePlan, methodCases } from "../engine/testing/methodCases";

const request = (name: string, parts = true) => {
  const found = methodCases.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no case ${name}`);
  const plan = casePlan(found, 4);
  const terms = allTerms(plan);
  return {
    ...probeRequest(plan.graph, terms, plan.batchSize / (plan.views ?? 1), { step: 0, budget: 100 }, parts),
    terms,
  };
};

describe("what a probe asks for", () => {
  test("every head's plain cross-entropy under every method, and half of main's", () => {
    expect(methodCases.length).toBeGreaterThan(10);
    for (const { name, sites } of methodCases) {
      const { losses } = request(name, false);
      expect(losses.map(({ id }) => id)).toEqual(["ce/main", ...sites.map((site) => `ce/${site}`), HALF]);
    }
  });

  test("with parts: whatever else teaches the branch and reaches the trunk", () => {
    expect(request("dhm").losses.map(({ id }) => id)).toContain("rest/s1b1");
    expect(request("cds").wholes).toEqual([
      { id: "whole/main", label: [0, 1], rest: undefined },
      { id: "whole/s1b1", label: undefined, rest: 4 },
      { id: "whole/s2b1", label: undefined, rest: 5 },
    ]);
  });

  test("observers have no loss as trained: they teach the trunk nothing", () => {
    expect(request("plain").wholes.map(({ id }) => id)).toEqual(["whole/main"]);
  });

  test("of the hinge the hinge is the loss as trained, and a plain cross-entropy is compared", () => {
    const { losses, terms, wholes } = request("dsn hinge, gated");
    const ce = losses.find(({ id }) => id === "ce/s1b1");
    expect(terms[ce?.coefficients.indexOf(1) ?? -1]?.id).toBe("probe/ce/s1b1");
    const rest = losses[wholes[1]?.rest ?? -1];
    expect(terms.filter((_, index) => rest?.coefficients[index] !== 0).map(({ id }) => id)).toEqual(["hinge/s1b1"]);
  });
});

test("losses as trained follow from their parts by linearity", () => {
  const [a, b, c] = [
    [1, 2, 0],
    [0, 1, -1],
    [3, 0, 1],
  ];
  const dot = (x: readonly number[] = [], y: readonly number[] = []) =>
    x.reduce((sum, value, index) => sum + value * (y[index] ?? 0), 0);
  const vectors = [a, b, c];
  const gram = Float64Array.from(vectors.flatMap((x) => vectors.map((y) => dot(x, y))));
  const whole = withWholes(gram, 1, 3, [{ id: "whole/x", label: [0, 0.5], rest: 2 }]);
  const sum = [0.5 + 3, 1, 1];
  const losses = ["a", "b", "c", "w"];
  expect(whole[15]).toBeCloseTo(dot(sum, sum), 12);
  expect(cosine({ losses, values: whole }, "b", "w")).toBeCloseTo(
    dot(b, sum) / Math.sqrt(dot(b, b) * dot(sum, sum)),
    12,
  );
});

describe("agreement image by image", () => {
  test("is the mean cosine and the share of images in conflict; images without a gradient do not count", () => {
    const products = Float32Array.of(1, 1, 1, -1, 2, 0.5, 0, 0, 0);
    const found = featureAgreement(products);
    expect(found).toMatchObject({ images: 2, conflict: 0.5 });
    expect(found.cosine).toBeCloseTo(0, 12);
    expect(featureAgreement(new Float32Array(6))).toEqual({ images: 0 });
  });
});
