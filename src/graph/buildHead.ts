import type { GraphBuilder, Scope } from "./graphBuilder";
import type { Head } from "./networkGraph";
import { asMap, asVector, ShapeError, showShape } from "./shape";
import type { HeadSpec } from "./spec";

/** Most weights of a linear classifier on a flattened map. */
export const MAX_FLAT_WEIGHTS = 2 ** 22;
/** Most weights of a fully connected layer on a pooled map: half of what WebGPU surely binds as one buffer. */
export const MAX_HIDDEN_WEIGHTS = 2 ** 24;

/** GoogLeNet's average pool before its auxiliary classifiers. */
export const AUXILIARY_POOL = { kernel: 5, stride: 3 };

/**
 * Turns the last map of a branch into logits.
 * @param finalNorm the trunk ends in a raw sum, so that a head starts with batch norm and ReLU; a linear layer on the
 * values before an activation does without.
 * @throws ShapeError where the map does not fit, or the head would be absurdly large.
 */
export function buildHead(
  builder: GraphBuilder,
  scope: Scope,
  input: string,
  classes: number,
  finalNorm: boolean,
  spec: HeadSpec,
  design: string,
): Head {
  const head = { branch: scope.branch, design, observer: false };
  const normed = (): string => (finalNorm ? builder.batchNorm(scope, "norm", input, "relu") : input);
  const pooled = { ...head, ...(finalNorm ? { raw: input } : {}) };
  switch (spec.kind) {
    case "pooledLinear": {
      const features = normed();
      const embedding = builder.apply(scope, "mean", { op: "globalMean" }, features);
      return { ...pooled, features, embedding, logits: builder.dense(scope, "dense", embedding, classes) };
    }
    case "flatLinear": {
      const embedding = builder.apply(scope, "flatten", { op: "flatten" }, input);
      limitWeights(builder, scope, input, embedding, classes, MAX_FLAT_WEIGHTS);
      return { ...head, features: input, embedding, logits: builder.dense(scope, "dense", embedding, classes) };
    }
    case "wideLinear": {
      const { filters, activation, dropout, deviation } = spec;
      const features = builder.convNorm(scope, "1", normed(), { filters, kernel: 1 }, activation);
      const embedding = buildHidden(builder, scope, features, spec);
      const last =
        dropout > 0 ? builder.apply(scope, "dropout", { op: "dropout", rate: dropout }, embedding) : embedding;
      return { ...head, features, embedding, logits: builder.dense(scope, "dense", last, classes, true, deviation) };
    }
    case "auxiliary": {
      const features = normed();
      const embedding = buildAuxiliary(builder, scope, features, spec);
      const dropped = builder.apply(scope, "dropout", { op: "dropout", rate: spec.dropout }, embedding);
      return { ...pooled, features, embedding, logits: builder.dense(scope, "dense", dropped, classes) };
    }
    case "projection": {
      const features = normed();
      const mean = builder.apply(scope, "mean", { op: "globalMean" }, features);
      const embedding = builder.apply(scope, "normalise", { op: "normalise" }, mean);
      const constant = builder.apply(scope, "detach", { op: "detach", observer: true }, embedding);
      return { ...pooled, features, embedding, logits: builder.dense(scope, "probe", constant, classes) };
    }
    default:
      return spec satisfies never;
  }
}

/** Global mean, then the hidden layer of a wide head, if it has one. */
function buildHidden(
  builder: GraphBuilder,
  scope: Scope,
  features: string,
  { hidden, activation, deviation }: Extract<HeadSpec, { kind: "wideLinear" }>,
): string {
  const mean = builder.apply(scope, "mean", { op: "globalMean" }, features);
  if (hidden === 0) return mean;
  const dense = builder.dense(scope, "hidden", mean, hidden, true, deviation);
  return builder.apply(scope, "act", { op: "activation", activation }, dense);
}

/** Pool – 1×1 convolution – BN – ReLU – fully connected – ReLU. On a map smaller than the pool, the pool is as large as it. */
function buildAuxiliary(
  builder: GraphBuilder,
  scope: Scope,
  input: string,
  { channels, hidden }: Extract<HeadSpec, { kind: "auxiliary" }>,
): string {
  const { height, width } = asMap(builder.shapeOf(input), scope.path);
  const kernel = Math.min(AUXILIARY_POOL.kernel, height, width);
  const pool = { op: "averagePool", kernel, stride: AUXILIARY_POOL.stride, padding: [0, 0] } as const;
  const pooled = builder.apply(scope, "pool", pool, input);
  const reduced = builder.convNorm(scope, "1", pooled, { filters: channels, kernel: 1 }, "relu");
  const flat = builder.apply(scope, "flatten", { op: "flatten" }, reduced);
  limitWeights(builder, scope, reduced, flat, hidden, MAX_HIDDEN_WEIGHTS);
  const dense = builder.dense(scope, "hidden", flat, hidden);
  return builder.apply(scope, "relu", { op: "activation", activation: "relu" }, dense);
}

/** @throws ShapeError when a fully connected layer on a flattened map would have too many weights. */
function limitWeights(
  builder: GraphBuilder,
  { path }: Scope,
  map: string,
  flat: string,
  features: number,
  most: number,
): void {
  const inputs = asVector(builder.shapeOf(flat), path);
  const weights = inputs * features;
  if (weights <= most) return;
  const shape = showShape(builder.shapeOf(map));
  throw new ShapeError(path, { code: "weights", inputs, map: shape, features, weights, most });
}
