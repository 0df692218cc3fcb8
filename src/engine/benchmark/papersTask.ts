import { backbones } from "../../catalog/backbones";
import { methods } from "../../catalog/methods";
import { expandNetwork } from "../../graph/expandNetwork";
import { initialValues } from "../../schema/field";
import { batchOf, MOMENTUM, SEED } from "./network";
import type { Task } from "./task";

const IMAGE = 32;
const CLASSES = 10;

/** Networks of the papers' size, without branches, as they are trained on CIFAR-10. */
export const PAPERS = {
  "resnet-20": () => backbones.resnet.expand({ depth: 20, width: 16, shortcut: "A", block: "basic" }),
  "wrn-16-4": () =>
    backbones.wideResnet.expand({ ...initialValues(backbones.wideResnet.fields), depth: 16, factor: 4 }),
} as const;

export function papersTask(name: keyof typeof PAPERS, rows: number): Task {
  const graph = expandNetwork(PAPERS[name](), [IMAGE, IMAGE, 3], CLASSES, []);
  const { terms } = methods.plain.plan({ heads: graph.heads, weightOf: () => 1 }, initialValues(methods.plain.fields));
  const optimizer = { kind: "sgd", momentum: MOMENTUM, nesterov: false, weightDecay: 5e-4 } as const;
  const chain = { name, size: IMAGE, classes: CLASSES, layers: [], learningRate: 0.05 };
  const plan = { graph, terms, optimizer, batchSize: rows, seed: SEED };
  return { plan, batch: batchOf(chain, rows), learningRate: chain.learningRate };
}
