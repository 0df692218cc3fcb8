import { CodedError } from "../schema/codedError";

/** The shape of one sample's tensor, without the batch: `[height, width, channels]` for maps, `[features]` for vectors. */
export type Shape = readonly number[];

/** What does not fit; shapes as `8×8×3`. */
export type ShapeTrouble =
  | { readonly code: "noInput" }
  | { readonly code: "mapNeeded"; readonly shape: string }
  | { readonly code: "vectorNeeded"; readonly shape: string }
  | { readonly code: "groups"; readonly groups: number; readonly inputs: number; readonly outputs: number }
  | { readonly code: "resize"; readonly from: string; readonly to: string }
  | { readonly code: "sum"; readonly other: string; readonly shape: string }
  | { readonly code: "join"; readonly shapes: readonly string[] }
  | { readonly code: "pad"; readonly from: number; readonly to: number }
  | { readonly code: "gates"; readonly shape: string }
  | { readonly code: "window"; readonly kernel: number; readonly map: string }
  | {
      readonly code: "weights";
      readonly inputs: number;
      readonly map: string;
      readonly features: number;
      readonly weights: number;
      readonly most: number;
    }
  | { readonly code: "noTensor" }
  | { readonly code: "nameTaken" }
  | { readonly code: "stride"; readonly stride: number; readonly map: string }
  | { readonly code: "shortcut"; readonly from: number; readonly to: number };

/** The same, at a node. */
export type ShapeFault = ShapeTrouble & { readonly at: string };

/** A graph that cannot be built: a map too small for its kernel, channels that do not divide, sizes that do not meet. */
export class ShapeError extends CodedError<ShapeFault> {
  override name = "ShapeError";
  readonly code = "shape";
  /** The node (by path) at which the shapes stop fitting. */
  readonly at: string;

  constructor(at: string, what: ShapeTrouble) {
    super({ ...what, at });
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
    throw new ShapeError(at, { code: "mapNeeded", shape: showShape(shape) });
  }
  return { height, width, channels };
}

/** @throws ShapeError when the tensor is a map. */
export function asVector(shape: Shape, at: string): number {
  const [features] = shape;
  if (shape.length !== 1 || features === undefined) {
    throw new ShapeError(at, { code: "vectorNeeded", shape: showShape(shape) });
  }
  return features;
}
