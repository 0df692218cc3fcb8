import { expect, test } from "vitest";
import type { Experiment } from "../experiment/experiment";
import { decodeLink } from "../experiment/link/decode";
import { encodeLink } from "../experiment/link/encode";
import { armNetwork } from "../experiment/network";
import { dsnArm, smallData } from "../experiment/presets";
import { withKind, withMethod } from "./edits";

const single: Experiment = { ...smallData, arms: [dsnArm("s1b1")] };
const firstNetwork = (experiment: Experiment) => {
  const [arm] = experiment.arms;
  if (arm === undefined) throw new Error("an arm is needed");
  return armNetwork(experiment, arm);
};
const through = (experiment: Experiment) => decodeLink(encodeLink(experiment)).experiment;

test("a SkipblockNet chosen now has its gates behind the activation, as its authors'; a link without the setting before it", () => {
  const gateInput = (experiment: Experiment): string | undefined => {
    const { nodes } = firstNetwork({ ...experiment, arms: [dsnArm("s2b3")] }).graph;
    const [gated] = nodes.filter(({ primitive }) => primitive.op === "scaleGate");
    const { primitive } = nodes.find(({ name }) => name === gated?.inputs[0]) ?? {};
    return primitive?.op === "batchNorm" ? primitive.activation : undefined;
  };
  const now = withKind(single, "backbone", "skipnet");
  expect(gateInput(now)).toBe("relu");
  expect(gateInput(through(now))).toBe("relu");
  expect(gateInput(decodeLink("v1&b=skipnet").experiment)).toBe("none");
});

test("bias loss chosen now weighs by the map before the last batch norm; a link without the setting by that behind it", () => {
  const weighedBy = (experiment: Experiment): string | undefined => {
    const { graph, plan } = firstNetwork(experiment);
    const tensor = plan.terms[0]?.sampleWeight?.tensor;
    return graph.nodes.find(({ name }) => name === tensor)?.primitive.op;
  };
  for (const kind of ["densenet", "wideResnet"]) {
    const site = kind === "densenet" ? "s1b3" : "s1b1";
    const experiment = { ...withKind(single, "backbone", kind), arms: [dsnArm(site)] };
    expect(weighedBy(experiment)).toBeUndefined();
    const now = withMethod(experiment, 0, "bias");
    expect(weighedBy(now)).not.toBe("batchNorm");
    expect(weighedBy(through(now))).toBe(weighedBy(now));
    expect(weighedBy(decodeLink(`v1&b=${kind}&A=bias`).experiment)).toBe("batchNorm");
  }
  // Where the network ends in a batch norm anyway, there is one map only.
  expect(weighedBy(withMethod(single, 0, "bias"))).toBe(weighedBy(decodeLink("v1&A=bias;f=s1b1").experiment));
});

test("branches of bias loss watch unless they are told to join, and its summary says which", () => {
  const now = withMethod(single, 0, "bias");
  expect(firstNetwork(now).graph.heads.map(({ observer }) => observer)).toEqual([false, true]);
  expect(firstNetwork(through(now)).graph.heads.map(({ observer }) => observer)).toEqual([false, true]);
  const old = decodeLink("v1&A=bias;f=s1b1").experiment;
  expect(firstNetwork(old).graph.heads.map(({ observer }) => observer)).toEqual([false, false]);
});
