import type { Stream } from "../random/stream";
import { WEIGHTS_KEY_DIGITS, type Field, type Fields, type Values } from "./field";

/**
 * Any value that a field accepts, drawn from a stream: for property tests, which must cover fields that do not exist yet.
 * Ends of ranges and suggestions come up often, because that is where mistakes are.
 */
export function drawValue<T>(field: Field<T>, stream: Stream): T {
  return field.parse(drawRaw(field, stream), "drawn");
}

/** A value for every field; about half of them are left at their initial values. */
export function drawValues<F extends Fields>(fields: F, stream: Stream): Values<F> {
  const values = Object.entries(fields).map(([name, field]): [string, unknown] => [
    name,
    stream.below(2) === 0 ? field.initial : drawValue(field as Field<unknown>, stream),
  ]);
  return Object.fromEntries(values) as Values<F>;
}

function drawRaw({ control }: Field<unknown>, stream: Stream): unknown {
  switch (control.widget) {
    case "number": {
      const { min, max, whole, suggestions = [] } = control;
      const special = [min, max, ...suggestions];
      if (stream.below(3) === 0) return stream.pick(special);
      // Between two steps of size, so that small values of a wide range occur, too.
      const value = min + (max - min) * stream.unit() * 10 ** -stream.below(6);
      return whole ? Math.floor(value) : value;
    }
    case "select":
      return stream.pick(control.options).value;
    case "switch":
      return stream.below(2) === 1;
    case "weights":
      return stream.below(2) === 0
        ? ""
        : Array.from({ length: WEIGHTS_KEY_DIGITS }, () => stream.below(16).toString(16)).join("");
    case "fact":
      return stream.pick(control.examples);
    case "list": {
      const { min, max, length } = control;
      return Array.from({ length: stream.below(length + 1) }, () => min + stream.below(max - min + 1));
    }
    default:
      return control satisfies never;
  }
}
