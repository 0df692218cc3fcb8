import { expect, test } from "vitest";
import { caseExperiment, methodCases } from "./testing/methodCases";
import { shippedGraph } from "../graph/shippedGraph";
import { armNetwork } from "../experiment/network";
import { plainArm } from "../experiment/presets";

test.each(methodCases.map((one) => [one.name, one] as const))("%s: inference keeps the main path only", (_, one) => {
  const experiment = caseExperiment(one);
  const [arm] = experiment.arms;
  if (arm === undefined) return expect.fail("a case has one arm");
  const trained = armNetwork(experiment, arm).graph;
  const shipped = shippedGraph(trained);
  const bare = armNetwork(experiment, plainArm()).graph;
  expect(shipped.nodes).toEqual(bare.nodes);
  expect(shipped.parameters).toEqual(bare.parameters);
  expect(shipped.statistics).toEqual(bare.statistics);
  expect(shipped.heads).toEqual(bare.heads);
  expect(trained.nodes.length).toBeGreaterThan(shipped.nodes.length);
});
