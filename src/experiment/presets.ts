import { initialValues } from "../schema/field";
import { backbones } from "../catalog/backbones";
import { branches } from "../catalog/branches";
import { datasets } from "../catalog/datasets";
import { methods } from "../catalog/methods";
import { optimizers } from "../catalog/optimizers";
import type { Arm, Experiment, Fork } from "./experiment";
import { augmentationFields, measureFields, seedField, trainingFields } from "./fields";

/** A named experiment with what to expect of it. */
export interface Preset {
  readonly id: string;
  readonly title: string;
  /** What it shows, and how far that can be trusted. */
  readonly text: string;
  readonly experiment: Experiment;
}

const gap = (site: string): Fork => ({
  site,
  branch: { kind: "gap", ...initialValues(branches.gap.fields) },
  weight: 1,
});
const light = (site: string): Fork => ({
  site,
  branch: { kind: "dhm", ...initialValues(branches.dhm.fields) },
  weight: 1,
});

/** DSN as everyone pictures it: pooled classifiers right at the forks. */
export const dsnArm = (...sites: readonly string[]): Arm => ({
  label: "",
  method: { kind: "dsn", ...initialValues(methods.dsn.fields) },
  forks: sites.map(gap),
});

/** DHM with light branches. */
export const dhmArm = (alpha: number, ...sites: readonly string[]): Arm => ({
  label: "",
  method: { kind: "dhm", ...initialValues(methods.dhm.fields), alpha },
  forks: sites.map(light),
});

/** Plain training with pooled observers, so that its branches have accuracies, too. */
export const plainArm = (...sites: readonly string[]): Arm => ({
  label: "",
  method: { kind: "plain", ...initialValues(methods.plain.fields) },
  forks: sites.map(gap),
});

/** DHM's branches without its mimicking. */
export const dslArm = (...sites: readonly string[]): Arm => ({
  label: "",
  method: { kind: "dsl", ...initialValues(methods.dsl.fields) },
  forks: sites.map(light),
});

/** Deep Mutual Learning of the trunk with one whole network beside it. */
export const dmlArm = (): Arm => ({
  label: "",
  method: { kind: "dml", ...initialValues(methods.dml.fields) },
  forks: [
    {
      site: "input",
      branch: { kind: "dhm", ...initialValues(branches.dhm.fields), rule: "custom" },
      weight: 1,
    },
  ],
});

// Typed as the kinds that they are: presets that change one of their settings stay right when other kinds come.
const totem = { kind: "totem", ...initialValues(datasets.totem.fields) } as const;
const resnet = { kind: "resnet", ...initialValues(backbones.resnet.fields) } as const;
const sgd = { kind: "sgd", ...initialValues(optimizers.sgd.fields) } as const;

/** The default experiment: all defaults of link grammar v1, frozen. */
export const smallData: Experiment = {
  seed: seedField.initial,
  dataset: totem,
  backbone: resnet,
  optimizer: sgd,
  training: initialValues(trainingFields),
  augmentation: initialValues(augmentationFields),
  measure: initialValues(measureFields),
  arms: [dsnArm("s1b1", "s2b1"), dhmArm(1, "s1b1", "s2b1")],
};

/**
 * What a first visit shows: the default experiment under the seed whose difference between the arms is the median of five
 * (docs/SCIENCE.md names them all), not under whichever came first.
 */
export const firstVisit: Experiment = { ...smallData, seed: 46 };

const { training, augmentation, measure } = smallData;

/** DHM with branches by the authors' rule. */
const publishedArm = (...sites: readonly string[]): Arm => ({
  ...dhmArm(1),
  forks: sites.map((site) => ({
    site,
    branch: { kind: "dhm", ...initialValues(branches.dhm.fields), rule: "published" },
    weight: 1,
  })),
});

/**
 * An experiment on images that somebody has. A preset cannot know the hash of files that it never saw: it names the set and how
 * many images of what size it has, and whoever opens it chooses a kept set like that (`isLikeWanted`).
 */
const onImages = (name: string, sizes: readonly number[], experiment: Experiment, validation = 0.1): Experiment => ({
  ...experiment,
  dataset: { kind: "files", ...initialValues(datasets.files.fields), name, sizes },
  training: { ...experiment.training, validation },
  augmentation: { ...experiment.augmentation, shift: 4 },
});

export const presets: readonly Preset[] = [
  {
    id: "small-data",
    title: "Small data",
    text: "Agreement is far lower under DSN than under DHM from about step 100 on. Over five seeds the main head reached .705 plain, .726 DSN and .758 DHM. DHM acts as a regulariser: a tuned weight decay overtakes it (see Fair play).",
    experiment: firstVisit,
  },
  {
    id: "tiny",
    title: "Tiny",
    text: "Small data with half the width: a quarter of the work, for machines without a GPU. Over three seeds: .628 plain, .632 DSN, .700 DHM (seeds differ by up to 6 points).",
    experiment: { ...smallData, backbone: { ...resnet, width: 8 } },
  },
  {
    id: "first-minute",
    title: "First minute",
    text: "What branches do to a trunk, in 12 epochs on easier images: seconds on two cores. Over five seeds the DSN head after stage 1 knew the texture (.83) but hardly the composition (.28; chance .20), where DHM's knew .94 and .47. Agreement of that branch and main ended at .29 under DSN and .81 under DHM. The main heads do not differ clearly.",
    experiment: {
      ...smallData,
      dataset: { ...totem, difficulty: 0.1 },
      backbone: { ...resnet, width: 8 },
      training: { ...training, budget: 276 },
      measure: { ...measure, evaluateEvery: 23, probeEvery: 12 },
    },
  },
  {
    id: "pretty",
    title: "Pretty",
    text: "The same on 24 px images, which are easier to look at; 2.25 times the work. Over three seeds: .855 plain, .854 DSN, .894 DHM.",
    experiment: { ...smallData, dataset: { ...totem, size: "24" } },
  },
  {
    id: "interference",
    title: "Interference",
    text: "With shifts of up to 2 px and 120 epochs DSN hurts the main head (−4.1 points, three of three seeds) while DHM does not (+.8).",
    experiment: {
      ...smallData,
      augmentation: { ...augmentation, shift: 2 },
      training: { ...training, budget: 2760 },
      measure: { ...measure, evaluateEvery: 138 },
    },
  },
  {
    id: "early-heads",
    title: "What do early heads know?",
    text: "Small data, read by texture and composition: the DSN head after stage 1 knows the texture (93 %) but hardly the composition (41 %; chance 20 %). One seed.",
    experiment: smallData,
  },
  {
    id: "where-to-fork",
    title: "Where to fork",
    text: "One DHM branch after stage 1 against one after stage 2. Placement over two seeds, against plain: DSN −1.5 and +1.4 points, DHM +3.3 and +2.9: indicative only.",
    experiment: {
      ...smallData,
      arms: [
        { ...dhmArm(1, "s1b1"), label: "DHM stage 1" },
        { ...dhmArm(1, "s2b1"), label: "DHM stage 2" },
      ],
    },
  },
  {
    id: "branches-or-mimicking",
    title: "Is it the branches or the mimicking?",
    text: "The same branches without and with mimicking. Agreement at the early branch .48 against .75; main accuracy .705 (three seeds) against .758 (five seeds).",
    experiment: { ...smallData, arms: [dslArm("s1b1", "s2b1"), dhmArm(1, "s1b1", "s2b1")] },
  },
  {
    id: "fair-play",
    title: "Fair play",
    text: "Weight decay 2e-3 instead of 5e-4: plain training overtakes (.792 plain, .774 DHM, .741 DSN over three seeds) although the agreement contrast stays (.35 against .76). Agreement is not accuracy.",
    experiment: {
      ...smallData,
      optimizer: { ...sgd, decay: 2e-3 },
      arms: [plainArm("s1b1", "s2b1"), ...smallData.arms],
    },
  },
  {
    id: "relatives",
    title: "Four relatives",
    text: "Plain, DSL, DHM and DML on one trunk, as Methods draws them: first only main learns, then every head, then the heads imitate each other, then whole networks do that share nothing but the images (so that DML has no agreement to measure). Not measured over seeds yet.",
    experiment: {
      ...smallData,
      arms: [plainArm("s1b1", "s2b1"), dslArm("s1b1", "s2b1"), dhmArm(1, "s1b1", "s2b1"), dmlArm()],
    },
  },
  {
    id: "who-is-it",
    title: "Who is it?",
    text: "Learn 80 identities, then find 200 strangers again among pictures by other cameras; look at mAP and at the ranked lists in Details. With 100 strangers two seeds gave mAP .357 plain, .370 DSN and .402 DHM, indicative only; 200 make a larger gallery, so expect lower figures. Rank-1 did not separate the methods: its standard error is 2.5 points even here.",
    experiment: {
      ...smallData,
      dataset: { kind: "identities", ...initialValues(datasets.identities.fields), testIdentities: 200 },
      training: { ...training, budget: 800 },
      measure: { ...measure, evaluateEvery: 40, evaluateImages: 1600 },
      arms: [plainArm("s1b1", "s2b1"), ...smallData.arms],
    },
  },
  {
    id: "cifar-minutes",
    title: "CIFAR-10, a first look",
    text: "Needs CIFAR-10. 920 steps of a small network, watched on a tenth of the training images: no result of any paper. Not measured over seeds.",
    experiment: onImages("cifar-10", [32, 32, 3, 10, 50_000, 10_000], smallData),
  },
  {
    id: "cifar-published",
    title: "CIFAR-100, as DHM's authors train",
    text: "Needs CIFAR-100. ResNet-32 for 164 epochs as in TRAINING.md of d-li14/DHM, test images watched throughout as there; the rate drops at 49 and 74 % of the steps, theirs at epochs 81 and 122. Quoted, not measured here, of a wider ResNet-18: top-1 77.45 plain, 78.30 DSN, 78.82 DHM (CDS poster, table 1).",
    experiment: onImages(
      "cifar-100",
      [32, 32, 3, 100, 50_000, 10_000],
      {
        ...smallData,
        backbone: { ...resnet, depth: 32 },
        optimizer: { ...sgd, decay: 1e-4 },
        // 390 whole batches an epoch.
        training: { ...training, batchSize: 128, budget: 63_960, schedule: "step", warmup: 0, milestones: [49, 74] },
        measure: { ...measure, evaluateEvery: 390, evaluateImages: 2000, probeEvery: 390 },
        augmentation: { ...augmentation, fill: "black" },
        arms: [plainArm("s1b5", "s2b5"), dsnArm("s1b5", "s2b5"), publishedArm("s1b5", "s2b5")],
      },
      0,
    ),
  },
  {
    id: "fashion-minutes",
    title: "Fashion-MNIST, a first look",
    text: "Needs Fashion-MNIST. Two epochs of a small network on grey 28 px images, watched on a tenth of the training images. Not measured over seeds.",
    experiment: onImages("fashion-mnist", [28, 28, 1, 10, 60_000, 10_000], {
      ...smallData,
      training: { ...training, budget: 1686 },
    }),
  },
  {
    id: "pathology-minutes",
    title: "PathMNIST, a first look",
    text: "Needs PathMNIST of MedMNIST: tissue in nine classes. 920 steps of a small network, watched on a tenth of the training images; its own validation images are not used. Not measured over seeds, and no medical use.",
    experiment: onImages("pathmnist", [28, 28, 3, 9, 89_996, 7180], smallData),
  },
  {
    id: "smoke",
    title: "Smoke",
    text: "A few seconds of training to see that everything works: width 4, 8 px images, 40 steps. Its numbers mean nothing.",
    experiment: {
      ...smallData,
      dataset: { ...totem, size: "8", train: 160, test: 160 },
      backbone: { ...resnet, width: 4 },
      training: { ...training, batchSize: 8, budget: 40 },
      measure: { ...measure, evaluateEvery: 10, evaluateImages: 80, probeEvery: 5 },
    },
  },
];

/** @returns undefined when no preset has this id. */
export function findPreset(id: string): Preset | undefined {
  return presets.find((preset) => preset.id === id);
}
