import type { DivergenceCause, LossRise } from "../../record/divergenceCause";
import type { Divergence } from "../../protocol/event";
import type { RunRecord } from "../../record/runRecord";

/** What the page says of a run that diverged. */
export const divergedWords = {
  title: (arm: string, step: number) => `Arm ${arm} diverged at step ${step}.`,
  kinds: {
    activation: "activation",
    gradient: "gradient",
    parameter: "parameter",
    statistic: "running statistic",
  },
  /** Of a tensor: which, what it was, and what was still in order. */
  tensor: (kind: NonNullable<Divergence["kind"]>, what: string, value: string, step: number): string => {
    const name = `${what} (${divergedWords.kinds[kind]})`;
    if (Number.isFinite(Number(value)))
      return `${name} reached ${short(value)} at step ${step}, far outside any plausible range.`;
    const found = `${name} is ${value} at step ${step}`;
    switch (kind) {
      case "activation":
        return `${found}; its parameters were still finite.`;
      case "gradient":
        return `${found}; every activation was still finite.`;
      case "parameter":
      case "statistic":
        return `${found}, while the loss was still finite.`;
      default:
        return kind satisfies never;
    }
  },
  term: (what: string, value: string): string => `${what} became ${short(value)}.`,
  noticed: (term: string): string => `The first loss to show it was ${term}.`,
  rise: ({ factor, steps }: LossRise): string => `The loss had risen ${folds(factor)} in the last ${steps} steps.`,
  causes: {
    branchWeight: (branch: string, weight: string) =>
      `Likely cause: branch ${branch} counts ${weight} times in the loss. Lower its weight or the learning rate.`,
    branchRate: (branch: string, rate: string) =>
      `Likely cause: the layers of branch ${branch} learn at ${rate} times the trunk's rate. Lower the rate of the branch or the learning rate.`,
    temperature: (temperature: string) =>
      `Likely cause: a temperature of ${temperature} makes targets very sharp. Raise it, or lower the learning rate.`,
    imageWeights:
      "Likely cause: the weights of the images. From the running minimum they have no upper bound: where a batch varies little, one image can count a million times. Scale within the batch, or take larger batches.",
    warmup: (steps: number) =>
      steps <= 1
        ? "Likely cause: training began at the full learning rate, without warm-up."
        : `Likely cause: the learning rate had only just reached its full height, after ${steps} steps of warm-up.`,
    rate: (rate: string) => `Likely cause: the learning rate, ${rate} at that step, is too high.`,
  },
  remedies: "What you can do",
  goBack: (steps: number) => `Back ${steps} steps with a third of the learning rate`,
  backToStart: "From step 0 with a third of the learning rate",
  halveRate: "Start again with half the rate",
  longerWarmup: "Start again with a longer warm-up",
  branched: (step: number, cut: number) =>
    `Continues from step ${step} of the previous run, with a third of its learning rate from step ${cut} on.`,
  anew: "No earlier snapshot is available, so training restarts from step 0. The result is the same.",
} as const;

/** How a run that goes on from a diverged one began; undefined for every other reason to go back to an earlier step. */
export function wentBackText({ restart, restartStep = 0, experiment }: RunRecord): string | undefined {
  if (restart?.code === "anew") return divergedWords.anew;
  // The first cut behind that step; those before it were part of both runs.
  const cut = experiment.training.cuts.find((step) => step >= restartStep) ?? restartStep;
  return restart?.code === "branched" ? divergedWords.branched(restartStep, cut) : undefined;
}

/** What went wrong, as one or two sentences. */
export function divergedText({ kind, what, value, step, term }: Divergence, ended: number): string {
  const found =
    kind === undefined ? divergedWords.term(what, value) : divergedWords.tensor(kind, what, value, step ?? ended);
  return term === undefined ? found : `${found} ${divergedWords.noticed(term)}`;
}

export function causeText(cause: DivergenceCause, number: (value: number) => string): string {
  const { causes } = divergedWords;
  switch (cause.kind) {
    case "branchWeight":
      return causes.branchWeight(cause.branch, number(cause.weight));
    case "branchRate":
      return causes.branchRate(cause.branch, number(cause.rate));
    case "temperature":
      return causes.temperature(number(cause.temperature));
    case "imageWeights":
      return causes.imageWeights;
    case "warmup":
      return causes.warmup(cause.warmupSteps);
    case "rate":
      return causes.rate(number(cause.learningRate));
    default:
      return cause satisfies never;
  }
}

/** Three digits are enough: `-1.14e+7`. */
function short(value: string): string {
  const number = Number(value);
  return Number.isFinite(number) ? number.toPrecision(3) : value;
}

function folds(factor: number): string {
  return factor >= 1000 ? "more than a thousandfold" : `${factor >= 10 ? Math.round(factor) : factor.toFixed(1)}-fold`;
}
