import { ConfigError } from "./configError";
import type { Expected } from "./expected";
import { formatNumber, readNumber } from "./formatNumber";

/**
 * One setting, declared once: its form control, its validation, its text in a link and its row in the documentation
 * all come from this value.
 */
export interface Field<T> {
  readonly label: string;
  /** One sentence: tooltip and documentation. */
  readonly help: string;
  /** What links without the setting mean, for ever. */
  readonly initial: T;
  /** What a newly chosen entry starts with, where that is no longer `initial`: a reading closer to the authors', say. */
  readonly chosen?: T;
  /** Data for the form, never a component. */
  readonly control: Control;
  /** Shown after the value: `px`, `steps`, `images`. */
  readonly unit?: string;
  /** Kept behind "All settings" in the form. */
  readonly advanced?: boolean;
  /**
   * Narrows an untrusted value; text (from a link or an input element) and the value's own type are both accepted.
   * @throws ConfigError carrying `path`.
   */
  parse(raw: unknown, path: string): T;
  /** The value as link text: only `A-Z a-z 0-9 - . ,`; `parse(format(v))` is `v`. */
  format(value: T): string;
  /** What is accepted, a whole number from 1 to 64 say. */
  readonly accepts: Expected;
}

export type Control =
  | {
      readonly widget: "number";
      readonly min: number;
      readonly max: number;
      readonly whole: boolean;
      readonly log?: boolean;
      readonly suggestions?: readonly number[];
    }
  | { readonly widget: "select"; readonly options: readonly Option[] }
  | { readonly widget: "switch" }
  /** @param drawn whether none means those that the seed draws; else some have to be chosen. */
  | { readonly widget: "weights"; readonly drawn: boolean }
  /** Shown, and set by what it is a fact of: nobody types it. */
  | { readonly widget: "fact"; readonly examples: readonly unknown[] }
  | { readonly widget: "list"; readonly min: number; readonly max: number; readonly length: number };

export interface Option {
  readonly value: string;
  readonly label: string;
}

// The heterogeneous record is the one place where `any` is honest: each field keeps its own type through `Values`.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Fields = { readonly [name: string]: Field<any> };
export type Values<F extends Fields> = { readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never };

interface Words {
  readonly label: string;
  readonly help: string;
  readonly unit?: string;
  readonly advanced?: boolean;
}

interface NumberOptions extends Words {
  readonly initial: number;
  readonly min: number;
  readonly max: number;
  readonly log?: boolean;
  readonly suggestions?: readonly number[];
}

/** A whole number in a closed range. */
export function int(options: NumberOptions): Field<number> {
  return numberField(options, true);
}

/** A finite number in a closed range. */
export function num(options: NumberOptions): Field<number> {
  return numberField(options, false);
}

function numberField(options: NumberOptions, whole: boolean): Field<number> {
  const { min, max, log, suggestions, ...words } = options;
  const accepts = { code: "number", whole, min, max } as const;
  return {
    ...words,
    accepts,
    control: {
      widget: "number",
      min,
      max,
      whole,
      ...(log === undefined ? {} : { log }),
      ...(suggestions === undefined ? {} : { suggestions }),
    },
    parse(raw, path) {
      const value = typeof raw === "string" ? readNumber(raw) : raw;
      if (typeof value !== "number" || !(value >= min && value <= max) || (whole && !Number.isInteger(value))) {
        throw new ConfigError(path, accepts, raw);
      }
      return Object.is(value, -0) ? 0 : value;
    },
    format: formatNumber,
  };
}

/** One of a fixed set of words. */
export function choice<const T extends string>(
  options: Words & {
    readonly initial: NoInfer<T>;
    readonly chosen?: NoInfer<T>;
    readonly options: readonly { value: T; label: string }[];
  },
): Field<T> {
  const { options: list, ...words } = options;
  const byValue = new Map<string, T>(list.map((option) => [option.value, option.value]));
  const accepts = { code: "oneOf", names: list.map((option) => option.value) } as const;
  return {
    ...words,
    accepts,
    control: { widget: "select", options: list },
    parse(raw, path) {
      const value = typeof raw === "string" ? byValue.get(raw) : undefined;
      if (value === undefined) throw new ConfigError(path, accepts, raw);
      return value;
    },
    format: (value) => value,
  };
}

/** On or off; `1` and `0` in a link. */
export function flag(options: Words & { readonly initial: boolean; readonly chosen?: boolean }): Field<boolean> {
  const accepts = { code: "onOff" } as const;
  return {
    ...options,
    accepts,
    control: { widget: "switch" },
    parse(raw, path) {
      if (raw === true || raw === "1" || raw === "true") return true;
      if (raw === false || raw === "0" || raw === "false") return false;
      throw new ConfigError(path, accepts, raw);
    },
    format: (value) => (value ? "1" : "0"),
  };
}

/** Digits of a weights key: enough that two trained networks never share one. */
export const WEIGHTS_KEY_DIGITS = 16;

/**
 * Which trained network is meant: the first hexadecimal digits of its weights' SHA-256; empty for none.
 * @param drawn whether none means weights that the seed draws.
 */
export function weightsKey(words: Words, drawn = false): Field<string> {
  const accepts = { code: "weightsKey", digits: WEIGHTS_KEY_DIGITS } as const;
  return {
    ...words,
    initial: "",
    accepts,
    control: { widget: "weights", drawn },
    parse(raw, path) {
      if (raw === "" || raw === "-") return "";
      if (typeof raw === "string" && raw.length === WEIGHTS_KEY_DIGITS && /^[0-9a-f]*$/.test(raw)) return raw;
      throw new ConfigError(path, accepts, raw);
    },
    format: (value) => (value === "" ? "-" : value),
  };
}

/** Digits of a set of images in a link: enough that no two sets share them. */
export const IMAGES_KEY_DIGITS = 16;

/** Which set of images is meant: the first hexadecimal digits of its hash; empty for none. */
export function imagesKey(words: Words): Field<string> {
  const accepts = { code: "imagesKey", digits: IMAGES_KEY_DIGITS } as const;
  return fact(
    {
      ...words,
      initial: "",
      accepts,
      control: { widget: "switch" },
      parse(raw, path) {
        if (raw === "" || raw === "-") return "";
        if (typeof raw === "string" && raw.length === IMAGES_KEY_DIGITS && /^[0-9a-f]*$/.test(raw)) return raw;
        throw new ConfigError(path, accepts, raw);
      },
      format: (value) => (value === "" ? "-" : value),
    },
    ["", "0123456789abcdef"],
  );
}

/** A short name of letters, digits, dots and hyphens. */
export function shortName(options: Words & { readonly initial: string; readonly most: number }): Field<string> {
  const { most, ...words } = options;
  const accepts = { code: "shortName", most } as const;
  return fact(
    {
      ...words,
      accepts,
      control: { widget: "switch" },
      parse(raw, path) {
        if (typeof raw === "string" && raw.length <= most && /^[A-Za-z0-9][A-Za-z0-9.-]*$/.test(raw)) return raw;
        throw new ConfigError(path, accepts, raw);
      },
      format: (value) => value,
    },
    [words.initial, "a", "my.photos-2"],
  );
}

/** A setting that follows from something else: it stands in links and is shown, but no form changes it. */
export function fact<T>(field: Field<T>, examples: readonly T[]): Field<T> {
  return { ...field, control: { widget: "fact", examples } };
}

/** A short list of whole numbers; `9.9` in a link (dots, because commas separate forks). An empty list is `-`. */
export function intList(
  options: Words & {
    readonly initial: readonly number[];
    readonly min: number;
    readonly max: number;
    readonly length: number;
  },
): Field<readonly number[]> {
  const { min, max, length, ...words } = options;
  const accepts = { code: "wholeNumbers", most: length, min, max } as const;
  return {
    ...words,
    accepts,
    control: { widget: "list", min, max, length },
    parse(raw, path) {
      const parts: readonly unknown[] | undefined =
        typeof raw === "string"
          ? raw === "-" || raw === ""
            ? []
            : raw.split(".")
          : Array.isArray(raw)
            ? raw
            : undefined;
      if (parts === undefined || parts.length > length) throw new ConfigError(path, accepts, raw);
      return parts.map((part) => {
        const value = typeof part === "string" ? readNumber(part) : part;
        if (typeof value !== "number" || !Number.isInteger(value) || value < min || value > max) {
          throw new ConfigError(path, accepts, raw);
        }
        // −0 is written as 0 and must not come back different.
        return Object.is(value, -0) ? 0 : value;
      });
    },
    format: (value) => (value.length === 0 ? "-" : value.join(".")),
  };
}

/** The initial value of every field: what a link means that names none of them. */
export function initialValues<F extends Fields>(fields: F): Values<F> {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.initial])) as Values<F>;
}

/** The values of an entry that somebody chooses now; a link names those that are not initial. */
export function chosenValues<F extends Fields>(fields: F): Values<F> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]): [string, unknown] => [name, field.chosen ?? field.initial]),
  ) as Values<F>;
}

/**
 * Reads a record of settings: missing ones take their initial value, bad ones are reported and take it too, unknown
 * ones are reported.
 * @param report receives one error per problem; nothing is thrown.
 */
export function parseFields<F extends Fields>(
  fields: F,
  raw: { readonly [name: string]: unknown },
  path: string,
  report: (error: ConfigError) => void,
): Values<F> {
  const values: [string, unknown][] = [];
  for (const [name, field] of Object.entries(fields)) {
    const given = Object.hasOwn(raw, name) ? raw[name] : undefined;
    let value: unknown = field.initial;
    if (given !== undefined) {
      try {
        value = field.parse(given, `${path}.${name}`);
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error;
        report(error);
      }
    }
    values.push([name, value]);
  }
  for (const name of Object.keys(raw)) {
    if (!Object.hasOwn(fields, name)) {
      report(new ConfigError(`${path}.${name}`, { code: "oneOf", names: Object.keys(fields) }, name));
    }
  }
  return Object.fromEntries(values) as Values<F>;
}
