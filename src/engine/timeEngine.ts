import { crossEntropyTerms } from "../catalog/methods/method";
import { costOf } from "../graph/cost";
import { expandNetwork } from "../graph/expandNetwork";
import type { BackboneSpec } from "../graph/spec";
import { byteNormalAt } from "../random/mix32";
import { streamKey } from "../random/purpose";
import type { Engine } from "./engine";
import type { Batch, ExecutorPlan, StepInput } from "./executor";

/*
 * How fast an engine is here: every engine takes the same few steps of the same small network. It has what most of a run's
 * time goes to, 3×3 convolutions with batch norm at the default experiment's width and size of image, and few kinds of
 * operations, so that little has to be compiled for it. Its batch is large enough that a graphics card is not judged by how
 * long it takes to be told what to do.
 */

const SIZE = 16;
const WIDTH = 16;
const BATCH = 64;
const CLASSES = 20;

/** A second step that takes this long is the answer: what goes on compiling is quicker than that, and the page waits. */
const SLOW_MS = 100;
/** Steps that are timed together. */
const ROUND = 2;
/** The best of so many rounds counts: whatever else the machine does only ever adds time. */
const ROUNDS = 8;
/** No round begins after so many milliseconds. */
const MOST_MS = 300;
/** What a clock that stands still, or is too coarse, is taken to have shown. */
const LEAST_MS = 0.01;

/** A residual block between a stem and a pooled classifier. */
export function timingPlan(): ExecutorPlan {
  const backbone: BackboneSpec = {
    stem: [{ op: "unit", filters: WIDTH, kernel: 3, stride: 1, activation: "relu" }],
    stages: [[{ op: "basic", filters: WIDTH, stride: 1, shortcut: "A" }]],
    finalNorm: false,
  };
  const graph = expandNetwork(backbone, [SIZE, SIZE, 3], CLASSES, []);
  const terms = crossEntropyTerms({ heads: graph.heads, weightOf: () => 1 });
  const optimizer = { kind: "sgd", momentum: 0.9, nesterov: false, weightDecay: 5e-4 } as const;
  return { graph, terms, optimizer, batchSize: BATCH, seed: 1 };
}

/** Multiply-adds of a step of {@link timingPlan}, forwards and backwards, as the page's estimates count them. */
export function timingWork(): number {
  return 3 * BATCH * costOf(timingPlan().graph, () => true).multiplyAdds;
}

/**
 * Times an engine for well under a second where steps are fast.
 * @param now milliseconds, monotonic.
 * @returns milliseconds per step.
 */
export async function timeEngine(engine: Pick<Engine, "create">, now: () => number): Promise<number> {
  const plan = timingPlan();
  const coefficients = Float32Array.from(plan.terms.flatMap(() => [1, 1]));
  const batch = timingBatch();
  const executor = await engine.create(plan);
  let step = 0;
  /** As in training, no step waits for the numbers of the one before it. */
  const take = async (count: number): Promise<void> => {
    const inputs = Array.from({ length: count }, (): StepInput => ({
      step: step++,
      learningRate: 0.05,
      coefficients,
      batch,
    }));
    await Promise.all(inputs.map((input) => executor.step(input)));
  };
  try {
    // Two steps before the clock counts: browsers run WebAssembly slowly at first, and drivers compile late.
    await take(1);
    const second = now();
    await take(1);
    const begun = now();
    if (begun - second >= SLOW_MS) return begun - second;
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < ROUNDS; round += 1) {
      const at = now();
      if (round > 0 && at - begun > MOST_MS) break;
      await take(ROUND);
      best = Math.min(best, (now() - at) / ROUND);
    }
    return Math.max(best, LEAST_MS);
  } finally {
    executor.dispose();
  }
}

/** Fixed images and labels. */
function timingBatch(): Batch {
  const key = streamKey(1, "probe", "timing");
  const images = Float32Array.from({ length: BATCH * SIZE * SIZE * 3 }, (_, index) => byteNormalAt(key, index + 1));
  return { images, labels: Int32Array.from({ length: BATCH }, (_, index) => (7 * index) % CLASSES) };
}
