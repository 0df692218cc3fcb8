import { backbones } from "../../src/catalog/backbones";
import { branches } from "../../src/catalog/branches";
import { combiners, learners, type CombinerKind, type LearnerKind } from "../../src/catalog/combining";
import { datasets } from "../../src/catalog/datasets";
import { methods } from "../../src/catalog/methods";
import { optimizers } from "../../src/catalog/optimizers";
import {
  coveringCombinations,
  experimentOf,
  possibleCombinations,
  type Combination,
} from "../../src/engine/testing/combinations";
import { caseExperiment, initialMethod, methodCases, placement } from "../../src/engine/testing/methodCases";
import { tiny } from "../../src/engine/testing/tinyBackbones";
import type { Experiment } from "../../src/experiment/experiment";
import { attempt, builtNetworks } from "../../src/experiment/expansion";
import { augmentationFields, combiningFields, learningFields } from "../../src/experiment/fields";
import { rateOf, withRate } from "../../src/experiment/forkRate";
import { backboneSpecOf } from "../../src/experiment/network";
import { initialValues, type Fields } from "../../src/schema/field";

/** An experiment of one arm that PyTorch and the engines are asked about. */
export interface OracleCase {
  readonly name: string;
  readonly experiment: Experiment;
  /** Whether the slow reference is asked, too; every case asks WebAssembly. */
  readonly reference: boolean;
}

const BATCH = 8;
const RATE = 0.01;
/** Long enough for a schedule that changes in the three steps that are taken. */
const BUDGET = 8;

/**
 * What is compared, all of it read from the registries: every pair of backbone, method and branch design, then each alternative
 * of a setting of every method and backbone, and each optimiser with each of its switches.
 * @param all every combination of the three that the lab takes instead of every pair, and each once more under a rule that combines
 *   losses, the rules in turn.
 */
export function oracleCases(all: boolean): readonly OracleCase[] {
  const chosen = all ? possibleCombinations : coveringCombinations(2);
  const once = new Set(coveringCombinations(1).map(nameOf));
  const pairs = chosen.map((combination): OracleCase => ({
    name: nameOf(combination),
    experiment: experimentOf(combination),
    reference: once.has(nameOf(combination)),
  }));
  const first = coveringCombinations(1).filter(
    (combination) => !chosen.some((one) => nameOf(one) === nameOf(combination)),
  );
  const rest = first.map((combination): OracleCase => ({
    name: nameOf(combination),
    experiment: experimentOf(combination),
    reference: true,
  }));
  const settings = [
    ...methodSettings(),
    ...backboneSettings(),
    ...optimizerSettings(),
    ...learningSettings(),
    ...rateSettings(),
    ...combiningSettings(),
    ...(all ? combinedCombinations() : []),
    ...dataSettings(),
  ];
  return [...pairs, ...rest, ...settings].map((one) => ({ ...one, experiment: short(one.experiment) }));
}

const nameOf = ({ method, backbone, branch }: Combination): string => `${method}, ${backbone}, ${branch}`;

/**
 * A few steps of a small batch; with a warm-up that ends, so that the learning rate rises and falls. It is low, since batch norms
 * over few values magnify what float32 rounds from step to step.
 */
function short(experiment: Experiment): Experiment {
  const { training, optimizer } = experiment;
  return {
    ...experiment,
    training: { ...training, batchSize: BATCH, budget: BUDGET, warmup: 0.25 },
    optimizer: optimizer.kind === "sgd" ? { ...optimizer, lr: RATE } : optimizer,
  };
}

/** Every alternative of every choice and switch, one at a time. */
function alternatives(fields: Fields): readonly (readonly [key: string, value: string | boolean])[] {
  return Object.entries(fields).flatMap(([key, { control, initial }]) => {
    const values: readonly (string | boolean)[] =
      control.widget === "switch"
        ? [initial !== true]
        : control.widget === "select"
          ? control.options.map(({ value }) => value)
          : [];
    return values.filter((value) => value !== initial).map((value) => [key, value] as const);
  });
}

function methodSettings(): readonly OracleCase[] {
  const own = methodCases.map((given): OracleCase => ({
    name: given.name,
    experiment: caseExperiment(given),
    reference: true,
  }));
  const single = Object.values(methods).flatMap((entry) =>
    alternatives(entry.fields).map(([key, value]): OracleCase => {
      const [plain] = methodCases.filter(({ name }) => name === entry.kind);
      if (plain === undefined) throw new Error(`no case of ${entry.kind}`);
      const method = { ...initialMethod(entry.kind), [key]: value } as typeof plain.method;
      // Contrast by views has nothing to ask of labels, so that some may be withheld.
      const experiment = caseExperiment({ ...plain, method, ...placement(entry.kind) });
      return { name: `${entry.kind} with ${key} ${value}`, experiment, reference: false };
    }),
  );
  return [...own, ...single];
}

function backboneSettings(): readonly OracleCase[] {
  return Object.values(backbones).flatMap((entry) => {
    const members = tiny[entry.kind].map(({ values, size }) => ({
      size,
      backbone: { kind: entry.kind, ...initialValues(entry.fields), ...values },
    }));
    const variants = members.slice(1).map(({ backbone, size }): OracleCase => ({
      name: JSON.stringify(backbone),
      experiment: withBackbone(backbone, size),
      reference: false,
    }));
    const single = alternatives(entry.fields).map(([key, value]): OracleCase => {
      // Some settings need larger images, or go with another member alone.
      const tried = members.flatMap(({ backbone }) =>
        SIZES.map((size) => withBackbone({ ...backbone, [key]: value }, size)),
      );
      const experiment = tried.find((one) => attempt(() => builtNetworks(one)).fault === undefined) ?? tried[0];
      if (experiment === undefined) throw new Error(`no member of ${entry.kind}`);
      return { name: `${entry.kind} with ${key} ${value}`, experiment, reference: false };
    });
    return [...variants, ...single];
  });
}

/** Sides of images in which a setting may find room. */
const SIZES = [16, 32];

/** Plain cross-entropies on a copy of the rest behind the first stage. */
function withBackbone(backbone: object, size: number): Experiment {
  const plain = experimentOf({ method: "dsl", backbone: "resnet", branch: "dhm" });
  const side = String(Math.max(8, Math.ceil(size / 8) * 8));
  const experiment: Experiment = {
    ...plain,
    backbone: backbone as Experiment["backbone"],
    dataset: { ...plain.dataset, size: side } as Experiment["dataset"],
  };
  const spec = attempt(() => backboneSpecOf(experiment)).value;
  const site = `s1b${spec?.stages[0]?.length ?? 1}`;
  const arms = plain.arms.map((arm) => ({ ...arm, forks: arm.forks.map((fork) => ({ ...fork, site })) }));
  return { ...experiment, arms };
}

/**
 * Branches that learn at a rate of their own and join in the last of the steps that are taken; gradients are clipped. An arm that
 * starts from weights, which stand beside those that the seed draws.
 */
function learningSettings(): readonly OracleCase[] {
  const learning = { ...initialValues(learningFields), rate: 0.125, trunkFirst: 0.2, clip: 0.5 };
  const combined = experimentOf({ method: "dhm", backbone: "resnet", branch: "dhm" });
  const dml = methodCases.filter(({ method }) => "updates" in method && method.updates === "alternating");
  const chosen = [
    { name: "dhm", experiment: combined },
    {
      name: "dhm by AdamW",
      experiment: { ...combined, optimizer: { kind: "adam" as const, ...initialValues(optimizers.adam.fields) } },
    },
    ...dml.map((given) => ({ name: given.name, experiment: caseExperiment(given) })),
  ];
  const given = { ...initialValues(learningFields), start: "0123456789abcdef" };
  const learns = (experiment: Experiment, how: typeof learning): Experiment => ({
    ...experiment,
    arms: experiment.arms.map((arm) => ({ ...arm, learning: how })),
  });
  return [
    ...chosen.map(({ name, experiment }): OracleCase => ({
      name: `${name}, branches join late at a rate of their own, clipped`,
      experiment: learns(experiment, learning),
      reference: true,
    })),
    { name: "dhm, from weights that are given", experiment: learns(combined, given), reference: false },
  ];
}

/**
 * Branches that learn at rates of their own, every one at another: every method in turn, so that none is left out, and under a rate of
 * all branches with clipping.
 */
function rateSettings(): readonly OracleCase[] {
  const paced = (experiment: Experiment): Experiment => ({
    ...experiment,
    arms: experiment.arms.map((arm) => ({
      ...arm,
      forks: arm.forks.map((fork, at) => withRate(fork, at % 2 === 0 ? 0.125 * (at + 1) : 4 / at)),
    })),
  });
  const alone = methodCases.map((given, at): OracleCase => ({
    name: `${given.name}, branches at rates of their own`,
    experiment: paced(caseExperiment(given)),
    reference: at === 0,
  }));
  const [plain] = methodCases.filter(({ name }) => name === "dsn");
  if (plain === undefined) throw new Error("no case of dsn");
  const learning = { ...initialValues(learningFields), rate: 0.5, trunkFirst: 0.2, clip: 0.5 };
  const { arms, ...rest } = paced(caseExperiment(plain));
  const adam = { kind: "adam" as const, ...initialValues(optimizers.adam.fields) };
  const both = { ...rest, arms: arms.map((arm) => ({ ...arm, learning })) };
  return [
    ...alone,
    { name: "dsn, branches at rates of their own under one of all", experiment: both, reference: true },
    {
      name: "dsn by AdamW, branches at rates of their own under one of all",
      experiment: { ...both, optimizer: adam },
      reference: true,
    },
  ];
}

/**
 * Every rule on three losses that it can weigh, and every form of a method under one of them in turn. It is asked before the first
 * and the third step, and what it said holds at the second.
 */
function combiningSettings(): readonly OracleCase[] {
  const [plain] = methodCases.filter(({ name }) => name === "dsn");
  if (plain === undefined) throw new Error("no case of dsn");
  const every = rules.map((rule): OracleCase => ({
    name: `combined by ${rule}`,
    experiment: under(caseExperiment(plain), rule),
    reference: true,
  }));
  const forms = methodCases.map((given, index): OracleCase => {
    const rule = rules[index % rules.length] ?? "pcgrad";
    return {
      name: `${given.name}, combined by ${rule}`,
      experiment: under(caseExperiment(given), rule),
      reference: false,
    };
  });
  return [...every, ...forms];
}

const rules = [...Object.keys(combiners), ...Object.keys(learners)] as (CombinerKind | LearnerKind)[];

const under = (experiment: Experiment, rule: CombinerKind | LearnerKind): Experiment => ({
  ...experiment,
  arms: experiment.arms.map((arm) => ({ ...arm, combining: { ...initialValues(combiningFields), rule, every: 2 } })),
});

/** Every combination under one of the rules, so that each rule meets every backbone, method and branch design. */
function combinedCombinations(): readonly OracleCase[] {
  const place = (entries: object, kind: string): number => Object.keys(entries).indexOf(kind);
  return possibleCombinations.map((combination): OracleCase => {
    const { method, backbone, branch } = combination;
    const turn = place(methods, method) + place(backbones, backbone) + place(branches, branch);
    const rule = rules[turn % rules.length] ?? "pcgrad";
    return {
      name: `${nameOf(combination)}, combined by ${rule}`,
      experiment: under(experimentOf(combination), rule),
      reference: false,
    };
  });
}

function optimizerSettings(): readonly OracleCase[] {
  const plain = experimentOf({ method: "dhm", backbone: "resnet", branch: "dhm" });
  return Object.values(optimizers).flatMap((entry) => {
    const initial = { kind: entry.kind, ...initialValues(entry.fields) };
    const forms = [initial, ...alternatives(entry.fields).map(([key, value]) => ({ ...initial, [key]: value }))];
    return forms.map((optimizer): OracleCase => ({
      name: `optimiser ${JSON.stringify(optimizer)}`,
      experiment: { ...plain, optimizer: optimizer as Experiment["optimizer"] },
      reference: false,
    }));
  });
}

/** What decides which pictures a step sees: every set that is drawn, withheld labels, validation images, changes of images. */
function dataSettings(): readonly OracleCase[] {
  const plain = experimentOf({ method: "dsl", backbone: "resnet", branch: "gap" });
  const views = experimentOf({ method: "cds", backbone: "resnet", branch: "projection" });
  const { augmentation, training } = plain;
  const identities = { kind: "identities", ...initialValues(datasets.identities.fields), size: "8" } as const;
  const strong = { flip: true, shift: 2, cutout: 3, jitter: 0.4, hue: 0.1, jittered: 0.8, grey: 0.3 };
  const changed = (own: Partial<Experiment["augmentation"]>): Experiment["augmentation"] => ({
    ...augmentation,
    ...own,
  });
  const forms: readonly (readonly [name: string, experiment: Experiment])[] = [
    ["identities", { ...plain, dataset: { ...identities, identities: 6, views: 4, testIdentities: 2 } }],
    ["a third labelled", { ...plain, training: { ...training, labelled: 0.34 } }],
    ["validation images", { ...plain, training: { ...training, validation: 0.2, labelled: 0.5 } }],
    ["every change", { ...plain, augmentation: changed(strong) }],
    ["two views, every change", { ...views, augmentation: changed(strong) }],
    ...alternatives(augmentationFields).flatMap(([key, value]): readonly (readonly [string, Experiment])[] => [
      [`${key} ${value}, one view`, { ...plain, augmentation: changed({ ...strong, [key]: value }) }],
      [`${key} ${value}, two views`, { ...views, augmentation: changed({ ...strong, [key]: value }) }],
    ]),
  ];
  return forms.map(([name, experiment]) => ({ name: `data: ${name}`, experiment, reference: false }));
}

/** Parts that no case has: none, unless a registry and the coverage of pairs disagree. */
export function missingParts(cases: readonly OracleCase[]): readonly string[] {
  const seen = new Set(
    cases.flatMap(({ experiment: { backbone, arms } }) => [
      `backbone ${backbone.kind}`,
      ...arms.flatMap(({ method, forks }) => [
        `method ${method.kind}`,
        ...forks.map(({ branch }) => `branch ${branch.kind}`),
        ...(forks.some((fork) => rateOf(fork) !== 1) ? [`rates of branches under ${method.kind}`] : []),
      ]),
    ]),
  );
  const wanted = [
    ...Object.keys(backbones).map((kind) => `backbone ${kind}`),
    ...Object.keys(methods).map((kind) => `method ${kind}`),
    ...Object.keys(branches).map((kind) => `branch ${kind}`),
    ...Object.keys(methods).map((kind) => `rates of branches under ${kind}`),
  ];
  return wanted.filter((part) => !seen.has(part));
}
