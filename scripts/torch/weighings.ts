import { combiners, learners, type CombinerKind, type LearnerKind } from "../../src/catalog/combining";
import { combine } from "../../src/catalog/combining/combine";
import type { LearnerState, Observation } from "../../src/catalog/combining/learner";
import type { Combining } from "../../src/experiment/experiment";
import { streamKey } from "../../src/random/purpose";
import { createStream } from "../../src/random/stream";

const SEED = 5;
const MATRICES = 24;
const WEIGHINGS = 6;

/** Inner products of gradients, and what a rule says of them; `inner` by rows, null for what is no number. */
interface Asked {
  readonly step: number;
  readonly inner: readonly (readonly (number | null)[])[];
  readonly weights?: readonly number[];
  readonly fallback?: string;
}

/** By head loss and length at one weighing, null for a head that teaches nothing, and what a rule that learns says of them. */
interface Learnt {
  readonly seen: readonly (readonly [loss: number, length: number] | null)[];
  readonly weights?: readonly number[];
  readonly fallback?: string;
}

/** What a rule says of gradients that no network need have, those included that it has no answer for. */
export interface Weighings {
  readonly seed: number;
  readonly asked: readonly Asked[];
  readonly learnt: readonly Learnt[];
}

export function weighingsOf({ rule, caution, pace, asymmetry }: Combining): Weighings {
  if (rule === "sum") return { seed: SEED, asked: [], learnt: [] };
  return {
    seed: SEED,
    asked: isCombiner(rule) ? askedOf(rule, caution) : [],
    learnt: isLearner(rule) ? learntOf(rule, pace, asymmetry) : [],
  };
}

const isCombiner = (rule: CombinerKind | LearnerKind): rule is CombinerKind => Object.hasOwn(combiners, rule);
const isLearner = (rule: CombinerKind | LearnerKind): rule is LearnerKind => Object.hasOwn(learners, rule);

function askedOf(rule: CombinerKind, caution: number): readonly Asked[] {
  return [...drawn(), ...DEGENERATE].map((rows, step): Asked => {
    const inner = Float64Array.from(rows.flat());
    const found = combine(rule, inner, rows.length, { caution, key: streamKey(SEED, "combining", step) });
    const told = rows.map((row) => row.map((value) => (Number.isFinite(value) ? value : null)));
    return { step, inner: told, ...("weights" in found ? { weights: [...found.weights] } : found) };
  });
}

/** Gradients that agree, conflict, or are of unlike lengths. */
function drawn(): readonly (readonly (readonly number[])[])[] {
  const stream = createStream(streamKey(SEED, "init", "weighings"));
  const draw = (): number => stream.below(20_001) / 10_000 - 1;
  return Array.from({ length: MATRICES }, (_, at) => {
    const common = Array.from({ length: 9 }, draw);
    const gradients = Array.from({ length: 2 + (at % 4) }, (_own, row) =>
      common.map((value) => (draw() + ((at % 3) - 1) * value) * (row === 0 ? 1 : 4 ** (at % 5) / 16)),
    );
    return gradients.map((a) =>
      gradients.map((b) => a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0)),
    );
  });
}

const DEGENERATE: readonly (readonly (readonly number[])[])[] = [
  [
    [0, 0],
    [0, 0],
  ],
  [
    [2, 0],
    [0, 0],
  ],
  [
    [2, 0],
    [0, 3],
  ],
  [
    [1, -1],
    [-1, 1],
  ],
  [
    [Number.NaN, 1],
    [1, 1],
  ],
  [
    [1, 10],
    [10, 101],
  ],
  [
    [2, 0, -1],
    [0, 0, 0],
    [-1, 0, 3],
  ],
];

function learntOf(rule: LearnerKind, pace: number, asymmetry: number): readonly Learnt[] {
  const stream = createStream(streamKey(SEED, "init", "learnt"));
  const draw = (): number => stream.below(10_000) / 5000 + 0.01;
  let state: LearnerState | undefined;
  return Array.from({ length: WEIGHINGS }, (_, at): Learnt => {
    // A head that comes later and one that has nothing left to lose.
    const seen = Array.from({ length: 3 }, (_own, head): Observation | undefined =>
      head === 2 && at < 2 ? undefined : { loss: head === 1 && at === 4 ? 0 : draw(), length: draw() },
    );
    const found = learners[rule].learn(state, seen, { pace, asymmetry });
    if ("state" in found) state = found.state;
    return {
      seen: seen.map((one) => (one === undefined ? null : [one.loss, one.length])),
      ...("weights" in found ? { weights: found.weights } : { fallback: found.fallback }),
    };
  });
}
