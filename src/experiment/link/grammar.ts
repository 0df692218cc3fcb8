import type { Fields } from "../../schema/field";
import { ARM_LETTERS } from "../experiment";
import { augmentationFields, measureFields, trainingFields } from "../fields";

/** Names grammar and default set; both are frozen for ever. */
export const VERSION = "v1";
/** Longer text is refused before it is read. */
export const MAX_LINK_CHARACTERS = 8000;
/** A message is searched for a link up to here; escapes make a link three times as long. */
export const MAX_TEXT_CHARACTERS = 4 * MAX_LINK_CHARACTERS;
/** More `key=value` pairs than any experiment can have. */
export const MAX_PAIRS = 256;
/** The only characters between two `&`: none of them is changed by chat programs, Markdown or percent-encoding. */
const LINK_TEXT = /^[A-Za-z0-9\-.,;=~]+$/;

/** Short keys of the groups of shared settings: link key → field name. */
export interface KeyedGroup {
  readonly group: "training" | "augmentation" | "measure";
  readonly fields: Fields;
  readonly keys: { readonly [key: string]: string };
}

export const keyedGroups: readonly KeyedGroup[] = [
  {
    group: "training",
    fields: trainingFields,
    keys: {
      bs: "batchSize",
      n: "budget",
      ls: "labelled",
      sc: "schedule",
      wu: "warmup",
      ms: "milestones",
      dr: "drop",
      cu: "cuts",
      pa: "patience",
      va: "validation",
    },
  },
  {
    group: "augmentation",
    fields: augmentationFields,
    keys: {
      fl: "flip",
      sh: "shift",
      fi: "fill",
      co: "cutout",
      ji: "jitter",
      hu: "hue",
      js: "jittered",
      gs: "grey",
      tv: "views",
    },
  },
  {
    group: "measure",
    fields: measureFields,
    keys: {
      ev: "evaluateEvery",
      ei: "evaluateImages",
      pr: "probeEvery",
      en: "ensemble",
      cl: "byClass",
      fe: "features",
      ga: "gains",
    },
  },
];

/** One-letter keys of the catalogue parts: link key → part of the experiment. */
export const partKeys = { d: "dataset", b: "backbone", o: "optimizer" } as const;

/**
 * Keys that turn a link into a sweep: seeds, designs, weights, one setting more, the share, results. They are no settings
 * of the experiment that its arms are rows of.
 */
export const SWEEP_KEYS: readonly string[] = ["ss", "sd", "sw", "sf", "pt", "sr"];

/** How the sender looked at the page; read by the page alone, and no setting of the experiment either. */
export const VIEW_KEY = "vw";

/**
 * What a link held that this version cannot read, kept to be written back:
 * `key=value`, a setting or kind that is not known here; `B=…`, a whole arm, where its method, a site or a branch
 * design is not; `B;name=value`, a setting inside arm B.
 */
export type Extras = readonly string[];

/** Text that a newer version may have written; anything else is damage and is not written again. */
export const isLinkText = (text: string): boolean => LINK_TEXT.test(text);

/** Whether an extra stands inside an arm. */
export const isInsideArm = (extra: string): boolean => /^[A-D];/.test(extra);

/** Letters of the arms that {@link Extras} hold as a whole. */
export function keptLetters(extras: Extras): readonly string[] {
  return ARM_LETTERS.filter((letter) => extras.some((extra) => extra.startsWith(`${letter}=`)));
}

/** The letters that readable arms are written under: those that no kept arm needs, when there are enough of them. */
export function armLetters(count: number, kept: readonly string[]): readonly string[] {
  const free = ARM_LETTERS.filter((letter) => !kept.includes(letter));
  return (free.length >= count ? free : ARM_LETTERS).slice(0, count);
}

/** One `key=value` of a link as it stood there. */
export interface Pair {
  readonly text: string;
  readonly key: string;
  readonly value: string;
}

export function readPair(text: string): Pair {
  const equals = text.indexOf("=");
  return equals < 0
    ? { text, key: text, value: "" }
    : { text, key: text.slice(0, equals), value: text.slice(equals + 1) };
}

/** Pairs by key, to be taken one by one; whatever is left was not understood. */
export class PairBag {
  readonly #pairs: Pair[];
  readonly #onRepeat: (pair: Pair) => void;

  /** @param onRepeat told of a known setting that stands there twice: the first counts. */
  constructor(texts: readonly string[], onRepeat: (pair: Pair) => void) {
    this.#pairs = texts.filter((text) => text !== "").map(readPair);
    this.#onRepeat = onRepeat;
  }

  take(key: string): string | undefined {
    let value: string | undefined;
    for (let index = 0; index < this.#pairs.length;) {
      const pair = this.#pairs[index];
      if (pair?.key !== key) {
        index += 1;
        continue;
      }
      this.#pairs.splice(index, 1);
      if (value === undefined) ({ value } = pair);
      else this.#onRepeat(pair);
    }
    return value;
  }

  /** The given settings of a catalogue entry, by name; those that it does not have are left where they are. */
  takeSettings(prefix: string, fields: Fields): { readonly [name: string]: string } {
    return Object.fromEntries(
      Object.keys(fields).flatMap((name) => {
        const value = this.take(`${prefix}.${name}`);
        return value === undefined ? [] : [[name, value] as const];
      }),
    );
  }

  get left(): readonly Pair[] {
    return this.#pairs;
  }
}

/** Whether a link's extras make it a sweep, and what is left of them without that. */
export function withoutSweep(extras: Extras): { readonly isSweep: boolean; readonly rest: Extras } {
  const isSweep = extras.some((extra) => readPair(extra).key === SWEEP_KEYS[0]);
  const rest = isSweep ? extras.filter((extra) => !SWEEP_KEYS.includes(readPair(extra).key)) : extras;
  return { isSweep, rest };
}
