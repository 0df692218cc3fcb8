import { watchedSplit } from "../../experiment/validation";
import type { Experiment } from "../../experiment/experiment";
import { armTitle } from "../../experiment/network";
import { MAIN } from "../../graph/networkGraph";
import { HALF } from "../../graph/agreement";
import { NOISE_GROUPS } from "../../graph/gradientNoise";
import type { ProbeRecord, TrainEvent } from "../event";
import { networksOf, sharedWithMain } from "../../experiment/networks";

/** A cosine that the sample's probes report for every branch and stage. */
export const SAMPLE_COSINE = 0.6;

/**
 * The events of a run that never happened, shaped as the worker sends them: every accuracy is `.1 + .5 · step / budget`
 * in the first arm and .05 higher in each later one, every loss term `3 − 2 · step / budget`.
 */
export function sampleEvents(run: string, experiment: Experiment, until: number): readonly TrainEvent[] {
  const { budget } = experiment.training;
  const arms = networksOf(experiment).arms.flatMap((network) => network ?? []);
  const events: TrainEvent[] = [
    { run, step: 0, type: "preparing", what: "data", done: 10, total: 10 },
    {
      run,
      step: 0,
      type: "started",
      budget,
      stepsPerEpoch: 20,
      engine: { engine: "compiled", backend: "webgpu", adapter: "sample" },
      arms: arms.map(({ graph, plan }, index) => ({
        letter: "ABCD".charAt(index),
        title: armTitle(experiment.arms[index] ?? { label: "", method: { kind: "plain", factor: 1 }, forks: [] }),
        branches: graph.heads.map(({ branch }) => branch),
        terms: plan.terms.map(({ id }) => id),
        variants: { "conv 3×3": "8×4" },
      })),
    },
  ];
  for (let step = 1; step <= until; step += 1) {
    const accuracy = (arm: number): number => 0.1 + (0.5 * step) / budget + 0.05 * arm;
    events.push({
      run,
      step,
      type: "step",
      learningRate: 0.1,
      stepMs: 10,
      arms: arms.map(({ graph, plan }, index) => ({
        losses: plan.terms.map(() => 3 - (2 * step) / budget),
        total: plan.terms.length * (3 - (2 * step) / budget),
        accuracy: graph.heads.map(() => accuracy(index)),
      })),
    });
    const { evaluateEvery, evaluateImages, probeEvery } = experiment.measure;
    const last = step === budget;
    if (step % evaluateEvery === 0 || last) {
      const values = (value: number, arm: number) =>
        Object.fromEntries(arms[arm]?.graph.heads.map(({ branch }) => [branch, value]) ?? []);
      const watched = watchedSplit(experiment);
      // A run that watches validation images reads the test set at its end as well.
      const splits = watched === "validation" && last ? (["validation", "test"] as const) : [watched];
      for (const split of splits) {
        events.push({
          run,
          step,
          type: "evaluation",
          ...(split === "validation" ? { split } : {}),
          images: evaluateImages,
          final: last,
          arms: arms.map((_, index) => ({
            accuracy: values(accuracy(index), index),
            nll: values(3 - (2 * step) / budget, index),
            "accuracy/texture": values(accuracy(index) + 0.2, index),
            "accuracy/composition": values(accuracy(index) + 0.1, index),
          })),
        });
      }
    }
    if (probeEvery > 0 && step % probeEvery === 0) {
      events.push({
        run,
        step,
        type: "probe",
        kind: "live",
        probeMs: 5,
        arms: arms.map(({ graph }) =>
          // Oftener than the trainer does, so that short runs have two.
          step % (4 * probeEvery) === probeEvery ? withSampleNoise(sampleProbe(graph)) : sampleProbe(graph),
        ),
      });
    }
  }
  if (until >= budget) events.push({ run, step: budget, type: "finished", reason: "completed" });
  return events;
}

/** Cosine of the sample's halves, whichever way the batch is cut. */
export const SAMPLE_HALVES = 2 / 3;

/**
 * The probe with its groups: every group's gradient is a common part and one of its own of the same length, so that the halves
 * have the cosine 4 / 6; group 0 of main agrees least with the branches and group 3 most, their whole by SAMPLE_COSINE.
 */
export function withSampleNoise(probe: ProbeRecord): ProbeRecord {
  const losses = probe.losses.filter((id) => id !== HALF);
  const rows = losses.flatMap((_, loss) => Array.from({ length: NOISE_GROUPS }, (__, group) => ({ loss, group })));
  const products = probe.layers.flatMap(() =>
    rows.flatMap((a, at) =>
      rows.slice(at).map((b) => {
        const alike = (a.group === b.group ? 2 : 1) / 16;
        if (a.loss === b.loss) return alike;
        return SAMPLE_COSINE * alike * (a.loss === 0 ? 1 + 0.2 * (a.group - 1.5) : 1);
      }),
    ),
  );
  return { ...probe, noise: { images: 64, losses, products } };
}

type Graph = NonNullable<ReturnType<typeof networksOf>["trunk"]>;

/** Unit gradients whose cosine is SAMPLE_COSINE wherever there is a path; main has norm 3 on layers that it does not share. */
export function sampleProbe(graph: Graph): ProbeRecord {
  const shared = sharedWithMain(graph);
  const losses = [...graph.heads.map(({ branch }) => `ce/${branch}`), HALF];
  const layers = [
    ...new Map(
      graph.parameters.filter(({ branch }) => branch === MAIN).map((parameter) => [parameter.layer, parameter.stage]),
    ),
  ]
    .filter(([, stage]) => stage !== "head")
    .map(([layer, stage]) => ({ layer, stage }));
  const gram = layers.flatMap(({ layer, stage }) => {
    const reaches = (loss: string): boolean => {
      const branch = loss.slice(3);
      return branch === MAIN || loss === HALF || (shared.get(branch)?.get(stage)?.has(layer) ?? false);
    };
    const alone = !losses.some((loss) => loss !== `ce/${MAIN}` && loss !== HALF && reaches(loss));
    return losses.flatMap((a) =>
      losses.map((b) => {
        if (!reaches(a) || !reaches(b)) return 0;
        if (a === b) return a === HALF ? 0.5 : alone ? 9 : 1;
        return a === HALF || b === HALF ? 0.5 : SAMPLE_COSINE;
      }),
    );
  });
  return { layers, losses, gram };
}
