import { median } from "d3-array";
import { combiners, learners } from "../../src/catalog/combining";
import type { Engine } from "../../src/engine/engine";
import type { Executor } from "../../src/engine/executor";
import type { Combining, Experiment } from "../../src/experiment/experiment";
import { combiningFields } from "../../src/experiment/fields";
import { dsnArm, smallData } from "../../src/experiment/presets";
import { initialValues } from "../../src/schema/field";
import { combineLosses } from "../../src/training/combineLosses";
import { prepareRun } from "../../src/training/prepareRun";
import { stepArm } from "../../src/training/stepArm";
import { stepInput } from "../../src/training/stepInput";
import type { TrainingRun } from "../../src/training/trainingRun";

/*
 * What the rules that combine an arm's losses cost: DSN with two branches on the default experiment, a step under each rule that
 * weighs anew, as a multiple of a step that adds the losses, rounds interleaved. All of them train one executor in turn, through
 * the trainer's own steps: what a step costs does not depend on the weights.
 */

/** Steps of a round. */
const STEPS = 5;

/** Every rule of the registries, the sum first. */
const RULES = ["sum", ...Object.keys(combiners), ...Object.keys(learners)] as readonly Combining["rule"][];

/** @returns by rule: milliseconds of a step, the median over the rounds. */
export async function timeRules(
  engine: Engine,
  rounds: number,
  now: () => number,
): Promise<ReadonlyMap<string, number>> {
  const executors: Executor[] = [];
  try {
    const run = await prepared(under("sum"), engine, executors);
    const ms = new Map(RULES.map((rule) => [rule, [] as number[]]));
    let step = 0;
    // The first round warms up.
    for (let round = 0; round <= rounds; round += 1) {
      for (const [rule, times] of ms) {
        const experiment = under(rule);
        const began = now();
        for (let each = 0; each < STEPS; each += 1) {
          await takeStep({ ...run, experiment }, step);
          step = (step + 1) % experiment.training.budget;
        }
        if (round > 0) times.push((now() - began) / STEPS);
      }
    }
    return new Map([...ms].map(([rule, times]) => [rule, median(times) ?? Number.NaN]));
  } finally {
    for (const executor of executors) executor.dispose();
  }
}

async function takeStep(run: TrainingRun, step: number): Promise<void> {
  const [arm] = run.arms;
  if (arm === undefined) throw new Error("the experiment has no arm");
  const combined = await combineLosses(run, step, undefined);
  await stepArm(arm, stepInput(run, arm, run.batches.build(step), step, combined?.weights[0]));
}

/** One arm whose losses are weighed at every step. */
function under(rule: Combining["rule"]): Experiment {
  const combining: Combining = { ...initialValues(combiningFields), rule, every: 1 };
  return { ...smallData, arms: [{ ...dsnArm("s1b1", "s2b1"), combining }] };
}

async function prepared(experiment: Experiment, engine: Engine, executors: Executor[]): Promise<TrainingRun> {
  const environment = {
    run: "bench",
    now: () => 0,
    signal: new AbortController().signal,
    openEngine: () => Promise.resolve(engine),
  };
  const preparing = prepareRun(experiment, environment, engine, executors, 0);
  for (;;) {
    const next = await preparing.next();
    if (next.done === true) return next.value;
  }
}
