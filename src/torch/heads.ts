import type { HeadSpec } from "../graph/spec";
import { activationName, type Part, type ShapeUnder } from "./blocks";
import { call, literal } from "./python";

interface HeadPlace {
  /** Channels of the map that it reads. */
  readonly channels: number;
  readonly classes: number;
  /** The path ends in a raw sum, so that the head begins with batch norm and ReLU. */
  readonly norm: boolean;
  readonly shapeOf: ShapeUnder;
  /** Width of the auxiliary classifier's pool. */
  readonly pool: number;
}

/** A head as a line of `model.py`. */
export function headPart(spec: HeadSpec, { channels, classes, norm, shapeOf, pool }: HeadPlace): Part {
  const sizes = [String(channels), String(classes)];
  const normed = norm ? literal(true) : undefined;
  switch (spec.kind) {
    case "pooledLinear":
      return { template: "heads/pooledLinear", made: call("PooledLinear", sizes, { norm: normed }) };
    case "flatLinear": {
      const [size = 0] = shapeOf("dense.weight");
      return { template: "heads/flatLinear", made: call("FlatLinear", [String(size), String(classes)]) };
    }
    case "wideLinear":
      return {
        template: "heads/wideLinear",
        made: call("WideLinear", sizes, {
          filters: literal(spec.filters),
          hidden: spec.hidden === 0 ? undefined : literal(spec.hidden),
          activation: literal(activationName(spec.activation)),
          dropout: spec.dropout === 0 ? undefined : literal(spec.dropout),
          norm: normed,
        }),
      };
    case "auxiliary": {
      const [size = 0] = shapeOf("hidden.weight");
      return {
        template: "heads/auxiliary",
        made: call("Auxiliary", sizes, {
          pool: literal(pool),
          channels: literal(spec.channels),
          size: literal(size),
          hidden: literal(spec.hidden),
          dropout: literal(spec.dropout),
          norm: normed,
        }),
      };
    }
    case "projection":
      return { template: "heads/projection", made: call("Projection", sizes, { norm: normed }) };
    default:
      return spec satisfies never;
  }
}
