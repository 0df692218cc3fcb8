/** The shape of one sample's tensor, without the batch: `[height, width, channels]` for maps, `[features]` for vectors. */
export type Shape = readonly number[];

/** A graph that cannot be built: a map too small for its kernel, channels that do not divide, sizes that do not meet. */
export class ShapeError extends Error {
  readonly code = "shape";
  /** The node (by path) at which the shapes stop fitting. */
  readonly at: string;

  constructor(at: string, problem: string, remedy: string) {
    super(`${at}: ${problem}; ${remedy}`);
    this.name = "ShapeError";
    this.at = at;
  }
}

/** The number of values of one sample. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

export function showShape(shape: Shape): string {
  return shape.join("×");
}

export interface MapShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** @throws ShapeError when the tensor is a vector. */
export function asMap(shape: Shape, at: string): MapShape {
  const [height, width, channels] = shape;
  if (shape.length !== 3 || height === undefined || width === undefined || channels === undefined) {
    throw new ShapeError(at, `needs a map, got a vector of ${showShape(shape)}`, "place it before the global pooling");
  }
  return { height, width, channels };
}

/** @throws ShapeError when the tensor is a map. */
export function asVector(shape: Shape, at: string): number {
  const [features] = shape;
  if (shape.length !== 1 || features === undefined) {
    throw new ShapeError(at, `needs a vector, got a map of ${showShape(shape)}`, "pool or flatten it first");
  }
  return features;
}
