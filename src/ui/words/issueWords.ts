import { backbones } from "../../catalog/backbones";
import { datasets } from "../../catalog/datasets";
import { methods } from "../../catalog/methods";
import { optimizers } from "../../catalog/optimizers";
import type { Entry } from "../../catalog/registry";
import { ARM_LETTERS, type Experiment } from "../../experiment/experiment";
import { seedField } from "../../experiment/fields";
import { fieldAt, type Mend } from "../../experiment/mend";
import type { ConfigIssue } from "../../experiment/validate";
import { networksOf } from "../../experiment/networks";
import { shownValue } from "../../schema/shownValue";
import type { Field } from "../../schema/field";
import { placeName } from "./wording";

/** Sentences about settings that cannot be used, in the words that stand on the screen. */
const words = {
  wholes: { link: "The link", results: "The results", arms: "Arms" } as { readonly [path: string]: string },
  parts: { dataset: "Data", backbone: "Network", optimizer: "Optimiser" } as { readonly [part: string]: string },
  inside: { method: "method", label: "name", forks: "forks" } as { readonly [key: string]: string },
  arm: (letter: string) => `Arm ${letter}`,
  fork: (place: string) => `fork ${place}`,
  numbered: (number: number) => `fork ${number}`,
  design: "branch design",
  unknown: (key: string) => `“${key}”`,
  using: (value: string) => `; using ${value}`,
  set: (label: string, value: string) => `Set ${label.toLowerCase()} to ${value}`,
  remove: (letter: string, place: string) => `Remove arm ${letter}'s branch ${place}`,
  projection: (letter: string, place: string) => `Give arm ${letter} a projection head ${place}`,
};

const registries: { readonly [part: string]: { readonly [kind: string]: Entry } } = {
  dataset: datasets,
  backbone: backbones,
  optimizer: optimizers,
};

/** What is wrong with an experiment that is on the screen: `Shift: expected at most 7 for images of 8 px, got 8`. */
export function issueText({ path, message }: ConfigIssue, experiment: Experiment): string {
  const whole = words.wholes[path];
  // What is said of a link goes on as a sentence; what is said of a setting stands behind a colon.
  if (whole !== undefined && path !== "arms") return `${whole} ${message}`;
  return `${whole ?? pathText(path, experiment)}: ${message}`;
}

/** The same of a link that could not be read whole, with the value that is used instead. */
export function linkIssueText(issue: ConfigIssue, experiment: Experiment): string {
  const found = issue.message.startsWith("expected") && !issue.blocking ? settingAt(experiment, issue.path) : undefined;
  const text = issueText(issue, experiment);
  return found === undefined ? text : text + words.using(shownValue(found.field, found.value) || "none");
}

/** What the button that applies a change says. */
export function mendText(mend: Mend, experiment: Experiment): string {
  if (mend.kind === "setting") {
    const { label, control, unit } = mend.field;
    const option = control.widget === "select" && control.options.find(({ value }) => value === mend.value);
    const value = option ? option.label : shownValue(mend.field, mend.value);
    return words.set(label, unit === undefined ? value : `${value} ${unit}`);
  }
  const place = placeName(networksOf(experiment).trunk, mend.site);
  return (mend.kind === "projection" ? words.projection : words.remove)(ARM_LETTERS[mend.arm] ?? "", place);
}

/** `Batch size`, `Network`, `Arm A, fork after stage 1`; a key that nothing is known of, in quotes. */
function pathText(path: string, experiment: Experiment): string {
  const setting = settingAt(experiment, path);
  if (setting !== undefined) return setting.field.label;
  const part = words.parts[path];
  if (part !== undefined) return part;
  const [, letter = "", index, rest = ""] = /^(?:([A-Z])|arms\[(\d+)\])(?:\.(.+))?$/.exec(path) ?? [];
  const arm = letter || (index === undefined ? "" : ARM_LETTERS[Number(index)]);
  if (arm === undefined || arm === "") return words.unknown(path);
  return [words.arm(arm), ...insideArm(rest, experiment)].join(", ");
}

function insideArm(rest: string, experiment: Experiment): readonly string[] {
  const known = words.inside[rest];
  if (rest === "" || known !== undefined) return known === undefined ? [] : [known];
  const [, site = ""] = /^forks\.([^.]+)/.exec(rest) ?? [];
  if (site !== "") return [words.fork(placeName(networksOf(experiment).trunk, site))];
  const [, number, inner] = /^forks\[(\d+)\](?:\.(\w+))?/.exec(rest) ?? [];
  if (number !== undefined) {
    return [words.numbered(Number(number) + 1), ...(inner === "branch" ? [words.design] : [])];
  }
  const name = rest.slice(rest.lastIndexOf(".") + 1);
  return [methodField(name)?.label ?? words.unknown(name)];
}

/** A setting of any method: what is called the same is the same in all of them. */
function methodField(name: string): Field<unknown> | undefined {
  const all: readonly { readonly fields: { readonly [name: string]: Field<unknown> } }[] = Object.values(methods);
  return all.find(({ fields }) => Object.hasOwn(fields, name))?.fields[name];
}

interface Setting {
  readonly field: Field<unknown>;
  readonly value: unknown;
}

/** A shared setting by its path in the experiment or in a link, where `resnet.width` is the network's. */
function settingAt(experiment: Experiment, path: string): Setting | undefined {
  if (path === "experiment.seed") return { field: seedField, value: experiment.seed };
  const [group = "", name = ""] = path.split(".");
  const part = Object.entries(registries).find(([, entries]) => Object.hasOwn(entries, group))?.[0];
  const chosen = experiment as unknown as { readonly [group: string]: { readonly [name: string]: unknown } };
  if (part !== undefined && chosen[part]?.["kind"] !== group) return undefined;
  const where = part ?? group;
  const field = fieldAt(experiment, `${where}.${name}`);
  return field === undefined ? undefined : { field, value: chosen[where]?.[name] };
}
