import { backbones } from "../catalog/backbones";
import { branches } from "../catalog/branches";
import { methods } from "../catalog/methods";
import { expandNetwork } from "../graph/expandNetwork";
import { placeOf } from "../graph/spec";
import { byteNormalAt } from "../random/mix32";
import type { Reason } from "../protocol/event";
import { streamKey } from "../random/purpose";
import { initialValues } from "../schema/field";
import type { Engine } from "./engine";
import type { Batch, ExecutorPlan } from "./executor";
import { expectedNumbers, type SelfTestNumbers } from "./selfTestNumbers";

/** Accepted error, relative to the largest expected number of its kind. */
const TOLERANCE = 1e-3;
// Batch and classes are those of the preset "smoke": its first run then finds most of its kernels compiled.
const BATCH = 8;
const CLASSES = 20;

/** A ResNet-8 of width 4 with two DHM branches on 8 px images: every kernel of the default experiment. */
export function selfTestPlan(): ExecutorPlan {
  const backbone = backbones.resnet.expand({ depth: 8, width: 4, shortcut: "A", block: "basic" });
  const forks = ["s1b1", "s2b1"].map((site, index) => ({
    id: site,
    site,
    branch: branches.dhm.expand(
      { backbone, place: placeOf(backbone, site), channels: 4 * 2 ** index },
      initialValues(branches.dhm.fields),
    ),
    observer: false,
  }));
  const graph = expandNetwork(backbone, [8, 8, 3], CLASSES, forks);
  const { terms } = methods.dhm.plan({ heads: graph.heads, weightOf: () => 1 }, initialValues(methods.dhm.fields));
  const optimizer = { kind: "sgd", momentum: 0.9, nesterov: false, weightDecay: 0 } as const;
  return { graph, terms, optimizer, batchSize: BATCH, seed: 1 };
}

/** Fixed images and labels. */
export function selfTestBatch(): Batch {
  const key = streamKey(1, "probe", "self-test");
  const images = Float32Array.from({ length: BATCH * 8 * 8 * 3 }, (_, index) => byteNormalAt(key, index + 1));
  return { images, labels: Int32Array.from({ length: BATCH }, (_, index) => (7 * index) % CLASSES) };
}

/** Measures the numbers on an engine. */
export async function measureSelfTest(engine: Pick<Engine, "create">): Promise<SelfTestNumbers> {
  const plan = selfTestPlan();
  const executor = await engine.create(plan);
  try {
    const coefficients = Float32Array.from(plan.terms, (term) => term.weight.base);
    const { losses, gradients } = await executor.gradients(selfTestBatch(), coefficients, 0);
    const norms = plan.graph.parameters.map(({ name }) => {
      const values = gradients.get(name) ?? new Float32Array();
      return [name, Math.sqrt(values.reduce((sum, value) => sum + value * value, 0))] as const;
    });
    return { losses: Array.from(losses), norms: Object.fromEntries(norms) };
  } finally {
    executor.dispose();
  }
}

/**
 * Compares an engine with numbers stored from the reference.
 * @returns undefined when it passes, else the first number that is wrong.
 */
export async function passesSelfTest(engine: Engine): Promise<Reason | undefined> {
  const found = await measureSelfTest(engine);
  const wanted = expectedNumbers;
  const numbers = [
    ...wanted.losses.map((want, index) => ({
      of: "loss" as const,
      name: String(index + 1),
      got: found.losses[index] ?? Number.NaN,
      want,
    })),
    ...Object.entries(wanted.norms).map(([name, want]) => ({
      of: "gradient" as const,
      name,
      got: found.norms[name] ?? Number.NaN,
      want,
    })),
  ];
  const scale = Math.max(...Object.values(wanted.norms));
  const wrong = numbers.find(({ got, want }) => !(Math.abs(got - want) <= TOLERANCE * Math.max(scale * 0.01, want)));
  return wrong && { code: "selfTest", ...wrong };
}
