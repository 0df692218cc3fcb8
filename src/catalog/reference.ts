import { backbones } from "./backbones";
import { branches } from "./branches";
import { combiners, learners } from "./combining";
import { datasets } from "./datasets";
import { methods } from "./methods";
import { remains } from "./methods/remains";
import { measures } from "./measures";
import { metrics } from "./metrics";
import { optimizers } from "./optimizers";
import type { Entry, Source } from "./registry";
import type { Expected } from "../schema/expected";
import type { Field, Fields } from "../schema/field";

/** One row of a table of settings, all of it text. */
export interface ReferenceSetting {
  readonly name: string;
  readonly label: string;
  readonly help: string;
  readonly accepts: Expected;
  readonly unit?: string;
  /** The words of a choice, by what stands for them in a link. */
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly initial: string;
  /** How a link names it. */
  readonly linkKey: string;
}

/** Everything that is known of one entry, ready to be written down. */
export interface ReferenceEntry {
  /** `methods/dhm` */
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly summary: string;
  readonly formula?: string;
  readonly source?: Source;
  readonly differs: readonly string[];
  readonly settings: readonly ReferenceSetting[];
  /** What the authors' own settings leave different; absent where there is no paper to follow. */
  readonly remains?: readonly string[];
}

export interface ReferenceSection {
  readonly id: string;
  readonly title: string;
  readonly entries: readonly ReferenceEntry[];
}

/** What a registry hands over. */
type Entries = { readonly [kind: string]: Entry };

const sections: readonly { readonly id: string; readonly title: string; readonly entries: Entries }[] = [
  { id: "methods", title: "Methods of supervision", entries: methods },
  { id: "combining", title: "How losses are combined", entries: { ...combiners, ...learners } },
  { id: "branches", title: "Branch designs", entries: branches },
  { id: "backbones", title: "Backbones", entries: backbones },
  { id: "datasets", title: "Data sets", entries: datasets },
  { id: "optimizers", title: "Optimisers", entries: optimizers },
  { id: "metrics", title: "Metrics", entries: metrics },
  { id: "measures", title: "Measures of agreement", entries: measures },
];

/** The reference of the whole catalogue: every entry of every registry, in the registries' order. */
export function catalogReference(): readonly ReferenceSection[] {
  return sections.map(({ id, title, entries }) => ({
    id,
    title,
    entries: Object.values(entries).map((entry) => ({
      id: `${id}/${entry.kind}`,
      kind: entry.kind,
      title: entry.title,
      summary: entry.summary,
      ...(entry.formula === undefined ? {} : { formula: entry.formula }),
      source: entry.source,
      differs: entry.differs,
      // Branches are set by fork: `s1b1.rule=published` for the one after block 1 of stage 1.
      settings: settingRows(entry.fields, (name) => `${id === "branches" ? "<fork>" : entry.kind}.${name}`),
      ...(id === "methods" && remains[entry.kind] !== undefined ? { remains: remains[entry.kind] } : {}),
    })),
  }));
}

/**
 * Rows for a record of fields, in its order.
 * @param linkKey how a link names a setting.
 */
export function settingRows(fields: Fields, linkKey: (name: string) => string): readonly ReferenceSetting[] {
  return Object.entries(fields).map(([name, field]) => ({
    name,
    label: field.label,
    help: field.help,
    accepts: (field as Field<unknown>).accepts,
    ...(field.unit === undefined ? {} : { unit: field.unit }),
    options: field.control.widget === "select" ? field.control.options : [],
    initial: initialText(field as Field<unknown>),
    linkKey: linkKey(name),
  }));
}

function initialText({ control, format, initial, unit }: Field<unknown>): string {
  const text = format(initial);
  if (control.widget === "select") return control.options.find(({ value }) => value === text)?.label ?? text;
  if (control.widget === "switch") return initial === true ? "on" : "off";
  // What is empty is written as a dash.
  if (text === "-") return "empty";
  return unit === undefined ? text : `${text} ${unit}`;
}
