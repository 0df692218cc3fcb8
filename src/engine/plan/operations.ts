import type { OptimizerSpec } from "../../catalog/optimizers/optimizer";
import type { Activation } from "../../graph/primitive";
import type { Region } from "./region";
import type {
  ConvShape,
  DenseShape,
  Matrix,
  OutputSloped,
  PixelShape,
  PoolShape,
  ResizeShape,
  SlopeFrom,
  TermRows,
} from "./shapes";

type Regions = { readonly [name: string]: Region | readonly Region[] | undefined };

/** What an operation is told, what it reads, and what it writes or adds to. */
interface Operation<F, R extends Regions, W extends Regions> {
  readonly facts: F;
  readonly reads: R;
  readonly writes: W;
}

interface Elements {
  readonly words: number;
}

/** The target already holds a part of the sum: add to every element instead of writing it. */
interface Adding {
  readonly accumulate: boolean;
}

type Maybe = Region | undefined;

/** Control regions hold `[value, gradient, from, to]` of a term; `losses` are rows, `[rows]`, not yet divided. */
type LogitsOperation<F> = Operation<
  // What becomes of `dz` is written here, because a term may give its value alone.
  TermRows & F & Partial<Adding>,
  { a: Region; b: Region; control: Region; weights: Maybe },
  { losses: Maybe; dz: Maybe }
>;

/**
 * Everything that a plan may ask of an executor, by name. Sums are in float32, in an order that is fixed for the executor
 * and the shape; scratch memory is the executor's own business.
 */
export interface Operations {
  /** y = w ∗ x (+ bias). */
  conv: Operation<{ shape: ConvShape }, { x: Region; w: Region; bias: Maybe }, { y: Region }>;
  convFilterGradient: Operation<{ shape: ConvShape }, { x: Region; dy: Region }, { dw: Region }>;
  convInputGradient: Operation<{ shape: ConvShape } & Adding, { dy: Region; w: Region }, { dx: Region }>;
  /** db = Σ over rows of dy. */
  biasGradient: Operation<Matrix, { dy: Region }, { db: Region }>;

  /** stats `[2 × channels]`: mean and 1 / √(variance + ε) of the batch; the running ones move where they are given. */
  normStats: Operation<Matrix, { x: Region }, { stats: Region; running: readonly Region[] }>;
  /** stats from the running mean and variance. */
  normRunning: Operation<Matrix, { mean: Region; variance: Region }, { stats: Region }>;
  /** z = act(γ x̂ + β (+ other)). */
  normApply: Operation<
    Matrix & { activation: Activation },
    { x: Region; stats: Region; gamma: Region; beta: Region; other: Maybe },
    { z: Region }
  >;
  /** sums `[2 × channels]`: Σ g and Σ g · x̂, g the gradient before the activation; they are dβ and dγ. */
  normGradientSums: Operation<
    Matrix & { slope: SlopeFrom },
    { dz: Region; x: Region; stats: Region; gamma: Region; beta: Region; z: Region },
    { sums: Region; dgamma: Maybe; dbeta: Maybe }
  >;
  /** dx from the sums; g itself for the other summand of a residual sum. */
  normGradient: Operation<
    Matrix & { slope: SlopeFrom; other?: "write" | "accumulate" } & Adding,
    { dz: Region; x: Region; stats: Region; gamma: Region; beta: Region; z: Region; sums: Region },
    { dx: Region; dother: Maybe }
  >;

  /** y = act(x). */
  activation: Operation<Elements & { activation: Activation }, { x: Region }, { y: Region }>;
  /** dx = dy · act′(x). */
  activationGradient: Operation<
    Elements & { activation: Activation } & Adding,
    { dy: Region; x: Region },
    { dx: Region }
  >;
  /** y = act(a + b). */
  add: Operation<Elements & { activation: Activation }, { a: Region; b: Region }, { y: Region }>;
  /** dx = dy · act′, read off act's output y. */
  addGradient: Operation<Elements & { activation: OutputSloped } & Adding, { dy: Region; y: Region }, { dx: Region }>;
  copy: Operation<Elements & Adding, { x: Region }, { y: Region }>;
  /** `y[row, to.from + c] = x[row, from.from + c]` for c below `channels`. */
  copyChannels: Operation<
    Matrix & { from: { width: number; from: number }; to: { width: number; from: number } } & Adding,
    { x: Region },
    { y: Region }
  >;
  /** Zeros behind the channels. */
  padChannels: Operation<{ rows: number; from: number; to: number }, { x: Region }, { y: Region }>;
  /** A mask from the step's key, the same on the way back. */
  dropout: Operation<Elements & { rate: number } & Adding, { x: Region; key: Region }, { y: Region }>;

  maxPool: Operation<{ shape: PoolShape }, { x: Region }, { y: Region }>;
  maxPoolGradient: Operation<{ shape: PoolShape } & Adding, { dy: Region; x: Region }, { dx: Region }>;
  averagePool: Operation<{ shape: PoolShape }, { x: Region }, { y: Region }>;
  averagePoolGradient: Operation<{ shape: PoolShape } & Adding, { dy: Region }, { dx: Region }>;
  resizePool: Operation<{ shape: ResizeShape }, { x: Region }, { y: Region }>;
  resizePoolGradient: Operation<{ shape: ResizeShape } & Adding, { dy: Region }, { dx: Region }>;
  globalMean: Operation<PixelShape, { x: Region }, { y: Region }>;
  globalMeanGradient: Operation<PixelShape & Adding, { dy: Region }, { dx: Region }>;

  dense: Operation<{ shape: DenseShape }, { x: Region; w: Region; bias: Maybe }, { y: Region }>;
  denseWeightGradient: Operation<{ shape: DenseShape }, { x: Region; dy: Region }, { dw: Region; db: Maybe }>;
  denseInputGradient: Operation<{ shape: DenseShape } & Adding, { dy: Region; w: Region }, { dx: Region }>;
  /** y = x / ‖x‖ by row; norm `[rows]` is kept for the way back. */
  normalise: Operation<{ rows: number; features: number }, { x: Region }, { y: Region; norm: Region }>;
  normaliseGradient: Operation<
    { rows: number; features: number } & Adding,
    { dy: Region; y: Region; norm: Region },
    { dx: Region }
  >;
  /** y = x · gate, one number per image and channel. */
  scaleGate: Operation<PixelShape, { x: Region; gate: Region }, { y: Region }>;
  scaleGateMapGradient: Operation<PixelShape & Adding, { dy: Region; gate: Region }, { dx: Region }>;
  scaleGateVectorGradient: Operation<PixelShape & Adding, { dy: Region; x: Region }, { dgate: Region }>;

  /** a: logits, b: labels. */
  crossEntropy: LogitsOperation<{ smoothing: number }>;
  squaredHinge: LogitsOperation<object>;
  /** a: student, b: teacher; `side` says whose gradient is written. */
  mimic: LogitsOperation<{
    kind: "kl" | "softCrossEntropy";
    temperature: number;
    /** Multiplies value and gradient: T² or 1. */
    factor: number;
    side: "student" | "teacher";
  }>;
  /** Contrastive loss over all pairs; slopes `[rows × rows]` for the way back. */
  contrast: Operation<
    { rows: number; images: number; features: number; used: number; temperature: number; positives: "label" | "view" },
    { embedding: Region; labels: Region; control: Region },
    { losses: Region; slopes: Region }
  >;
  contrastGradient: Operation<
    { rows: number; features: number; temperature: number } & Adding,
    { embedding: Region; slopes: Region },
    { dx: Region }
  >;
  /** ‖a − b‖ or the mean square; slope `[1]` multiplies a − b on the way back. */
  distance: Operation<
    { rows: number; used: number; count: number; measure: "norm" | "meanSquare" },
    { a: Region; b: Region; control: Region },
    { losses: Region; slope: Region }
  >;
  distanceGradient: Operation<{ count: number } & Adding, { a: Region; b: Region; slope: Region }, { da: Region }>;
  /** [mean of raw + Σ ‖w‖² − gamma]₊ as rows; `gated` is control with the gradient switched off below zero. */
  gate: Operation<
    { rows: number; used: number; gamma: number },
    { raw: Region; weights: readonly Region[]; control: Region },
    { losses: Region; gated: Region }
  >;
  /** dw = 2 · gradient coefficient · w. */
  decayGradient: Operation<Elements & Adding, { w: Region; control: Region }, { dw: Region }>;
  /** Unbiased variance of each row. */
  rowVariance: Operation<{ rows: number; features: number }, { x: Region }, { variance: Region }>;
  /** exp(alpha · v̂) − beta by row; v̂ from the lowest variance seen, where it is given. */
  sampleWeights: Operation<
    { rows: number; alpha: number; beta: number },
    { variance: Region; lowest: Maybe },
    { weights: Region }
  >;
  lowerMinimum: Operation<{ rows: number }, { variance: Region }, { lowest: Region }>;
  meanWeight: Operation<{ rows: number }, { weights: Region }, { mean: Region }>;

  /** 1 where the first largest logit is the label's, by row. */
  hits: Operation<{ rows: number; classes: number }, { logits: Region; labels: Region }, { hits: Region }>;
  /**
   * By slot of `[slots, stride]` the sum of its first `rows` values, in order, times 1 / used for the first `means` slots.
   */
  finish: Operation<
    { slots: number; stride: number; rows: number; means: number; used: readonly number[] },
    { values: Region },
    { results: Region }
  >;
  /** Sum of squares, in one word. */
  squaredLength: Operation<Elements, { x: Region }, { squares: Region }>;
  /**
   * One update of a flat run of parameters, padding included; `switched`: only where control's last word is not 0. Where `squares`
   * is given, the gradient is multiplied by min(1, clip / (√squares + 1e-6)) before anything else.
   */
  optimizer: Operation<
    Elements & { spec: OptimizerSpec; switched: boolean; clip: number },
    { control: Region; gradients: Region; squares: Maybe },
    { parameters: Region; slots: readonly Region[] }
  >;
  /** Inner products of the losses' gradients, `[layers × pairs]`; `bounds` are each layer's chunks of `GRAM_CHUNK`. */
  gram: Operation<
    { losses: number; stride: number; bounds: readonly (readonly [from: number, to: number])[] },
    { gradients: Region },
    { gram: Region }
  >;
  /** a·b, a·a, b·b by row. */
  rowProducts: Operation<{ rows: number; values: number }, { a: Region; b: Region }, { products: Region }>;
}

export type OperationName = keyof Operations;

/** One entry of a plan. */
export type Planned = { readonly [K in OperationName]: { readonly op: K } & Operations[K] }[OperationName];

/** A family of kernels: how an executor does each operation. */
export type Family<C> = {
  readonly [K in OperationName]: (
    context: C,
    facts: Operations[K]["facts"],
    reads: Operations[K]["reads"],
    writes: Operations[K]["writes"],
  ) => void;
};

/** Does one operation of a plan by a family. */
export function perform<C>(family: Family<C>, context: C, { op, facts, reads, writes }: Planned): void {
  // The entry of that name takes what an operation of that name has; TypeScript does not follow the pairing.
  (family[op] as (context: C, facts: unknown, reads: unknown, writes: unknown) => void)(context, facts, reads, writes);
}
