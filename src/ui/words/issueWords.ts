import { backbones } from "../../catalog/backbones";
import { datasets } from "../../catalog/datasets";
import { methods } from "../../catalog/methods";
import { optimizers } from "../../catalog/optimizers";
import type { Entry } from "../../catalog/registry";
import { ARM_LETTERS, type Experiment } from "../../experiment/experiment";
import { seedField } from "../../experiment/fields";
import { fieldAt, type Mend } from "../../experiment/mend";
import type { BuildFault, ConfigIssue, IssueFault, NormPlace } from "../../experiment/issue";
import type { ShapeFault } from "../../graph/shape";
import type { SiteFault } from "../../graph/spec";
import type { EditRefusal } from "../../store/experimentState";
import { networksOf } from "../../experiment/networks";
import { shownValue } from "../../schema/shownValue";
import type { Field } from "../../schema/field";
import { configText } from "./expectedWords";
import { linkFaults } from "./linkWords";
import { sentenceOf, type Sentences } from "./sentences";
import { placeName } from "./wording";
import { plural } from "./plural";

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
  locked: (letter: string) => `arm ${letter} is locked; unlock it to change its settings`,
  held: "a lesson's link has locked the settings",
  projection: (letter: string, place: string) => `Give arm ${letter} a projection head ${place}`,
};

const registries: { readonly [part: string]: { readonly [kind: string]: Entry } } = {
  dataset: datasets,
  backbone: backbones,
  optimizer: optimizers,
};

/** Shapes and places that do not fit: what does not, and what would help. */
const builds: Sentences<ShapeFault | SiteFault> = {
  noInput: ({ at }) => `${at}: has no input; connect it to a tensor`,
  mapNeeded: ({ at, shape }) => `${at}: needs a map, got a vector of ${shape}; place it before the global pooling`,
  vectorNeeded: ({ at, shape }) => `${at}: needs a vector, got a map of ${shape}; pool or flatten it first`,
  groups: ({ at, groups, inputs, outputs }) =>
    `${at}: ${groups} groups do not divide ${inputs} input and ${outputs} output channels; choose a width that is a multiple of the groups`,
  resize: ({ at, from, to }) => `${at}: cannot pool ${from} up to ${to}; take the skip from a larger map`,
  sum: ({ at, other, shape }) =>
    `${at}: cannot add ${other} to ${shape}; the image size must be divisible by every stride on the way`,
  join: ({ at, shapes }) => `${at}: cannot join ${shapes.join(" and ")}; maps must have one size`,
  pad: ({ at, from, to }) =>
    `${at}: cannot pad ${from} channels to ${to}; use a projection shortcut (B) where the width shrinks`,
  gates: ({ at, shape }) => `${at}: needs one gate per channel of ${shape}; give the gate as many features`,
  window: ({ at, kernel, map }) =>
    `${at}: a ${kernel}×${kernel} window does not fit on ${map}; use larger images or fewer strided stages`,
  weights: ({ at, inputs, map, features, weights, most }) =>
    `${at}: a linear layer from all ${inputs} values of a ${map} map to ${features} has ${weights} weights, more than ${most}; fork later, use smaller images or a narrower network, or choose a head that pools`,
  noTensor: ({ at }) => `${at}: no such tensor; tensors must be made before they are used`,
  nameTaken: ({ at }) => `${at}: the name is taken; give every node its own path`,
  stride: ({ at, stride, map }) =>
    `${at}: stride ${stride} does not fit on a map of ${map}; use larger images or fewer strided stages`,
  shortcut: ({ at, from, to }) =>
    `${at}: shortcut A cannot go from ${from} to ${to} channels; use shortcut B or a wider branch`,
  noSite: ({ site, last }) => `${site} is not a site; sites are input, stem and s1b1 to ${last}`,
  noStage: ({ stage, last }) => `there is no stage ${stage}; the network ends with stage ${last}`,
  noBlock: ({ block, stage, last }) => `there is no block ${block} in stage ${stage}; it ends with block ${last}`,
};

const sentences: Sentences<IssueFault> = {
  ...builds,
  ...linkFaults,
  expected: configText,
  noImagesChosen: () => "no images have been chosen; open Images and give files or a folder",
  largeBatch: ({ batch, images }) => `a batch of ${batch} does not fit into ${images} training images`,
  allEvaluated: ({ asked, images, split }) => `asks for ${asked} images; all ${images} ${split} images are used`,
  noValidation: () =>
    "identities to be found again are none that training knows, so no share of the training images stands for them; set it to 0",
  lateCut: ({ step, budget }) => `a cut at step ${step} is never reached; the budget is ${budget} steps`,
  idleProjection: () => "a projection head learns by contrast alone; under this method only its linear probe learns",
  starvedNorm: ({ place, values, rows, map }) =>
    `the batch norm ${normPlaceText(place)} has ${plural(values, "one value", `${values} values`)} a channel to work on` +
    ` (${rows} ${plural(rows, "image", "images")}, a map of ${map}): they come out the same whatever the images are, ` +
    "so that nothing before it learns. Use larger batches, larger images or fewer stages with a stride.",
  noArms: () => "an experiment needs at least one arm",
  tooManyArms: ({ most }) => `at most ${most} arms can be compared`,
  tooManyForks: ({ most }) => `an arm has at most ${most} forks`,
  slowWithoutNorm: () =>
    "without batch norm the loss hardly falls in the first few hundred steps; the authors train this network for 50,000. " +
    "Switch batch norm on, or give it a long run.",
};

/** `in stage 5`, `in the branch at stage 1, block 1`, `in the stem` */
function normPlaceText(place: NormPlace): string {
  switch (place.kind) {
    case "stem":
      return "in the stem";
    case "head":
      return "before the head";
    case "stage":
      return `in stage ${place.stage}`;
    case "branch":
      return `in the branch at ${"site" in place ? `the ${place.site}` : `stage ${place.stage}, block ${place.block}`}`;
    default:
      return place satisfies never;
  }
}

/** What is wrong and what would be right, without where. */
export function whatText(what: IssueFault): string {
  return sentenceOf(sentences, what);
}

/** The same, with the path of a value. */
export function buildText(what: BuildFault): string {
  return what.code === "expected" ? `${what.path}: ${configText(what)}` : whatText(what);
}

/** Why an edit was not taken. */
export function refusalText(refusal: EditRefusal): string {
  if (refusal.code === "held") return words.held;
  return refusal.code === "armLocked" ? words.locked(ARM_LETTERS[refusal.arm] ?? "") : whatText(refusal);
}

/** What is wrong with an experiment that is on the screen: `Shift: expected at most 7 for images of 8 px, got 8`. */
export function issueText({ path, what }: ConfigIssue, experiment: Experiment): string {
  const message = whatText(what);
  const whole = words.wholes[path];
  // What is said of a link goes on as a sentence; what is said of a setting stands behind a colon.
  if (whole !== undefined && path !== "arms") return `${whole} ${message}`;
  return `${whole ?? pathText(path, experiment)}: ${message}`;
}

/** The same of a link that could not be read whole, with the value that is used instead. */
export function linkIssueText(issue: ConfigIssue, experiment: Experiment): string {
  const found = issue.what.code === "expected" && !issue.blocking ? settingAt(experiment, issue.path) : undefined;
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
