import { choice, flag, int, intList, num, weightsKey } from "../schema/field";

/** Names of the rules of `src/catalog/combining`, whose code the form does without. */
export const ruleNames = {
  sum: "sum",
  pcgrad: "PCGrad",
  mgda: "MGDA",
  cagrad: "CAGrad",
  imtlg: "IMTL-G",
  nash: "Nash-MTL",
  aligned: "Aligned-MTL",
  upgrad: "UPGrad",
  gradnorm: "GradNorm",
  uncertainty: "Uncertainty weights",
} as const;
type Rule = keyof typeof ruleNames;

/** The experiment's seed. */
export const seedField = int({
  label: "Seed",
  help: "Data, initial weights, batch order and augmentation are drawn from it; the same seed replays the run.",
  initial: 42,
  min: 0,
  max: 2 ** 31 - 1,
});

export const trainingFields = {
  batchSize: int({
    label: "Batch size",
    help: "Images per training step; the last incomplete batch of an epoch is dropped.",
    initial: 64,
    min: 2,
    max: 1024,
    suggestions: [8, 16, 32, 64, 128],
    unit: "images",
  }),
  budget: int({
    label: "Budget",
    help: "Training steps of the whole run. The learning-rate schedule is laid over the budget, wherever a run stops.",
    initial: 920,
    min: 1,
    max: 1_000_000,
    suggestions: [200, 920, 2760],
    unit: "steps",
  }),
  labelled: num({
    label: "Labelled share",
    help: "Share of the training images with known labels, the same in every class. Losses between branches or views see all images.",
    initial: 1,
    min: 0.01,
    max: 1,
    suggestions: [0.1, 0.2, 0.3, 0.4, 1],
    advanced: true,
  }),
  validation: num({
    label: "Validation share",
    help: "Share of the training images that only measures: patience, sweeps and early comparisons go by it, and the test set is read once, at the end. 0 measures on the set's own validation images, or on test images.",
    initial: 0,
    min: 0,
    max: 0.5,
    suggestions: [0, 0.1, 0.2],
  }),
  schedule: choice({
    label: "Schedule",
    help: "How the learning rate falls over the budget.",
    initial: "cosine",
    options: [
      { value: "constant", label: "constant" },
      { value: "step", label: "drops at milestones" },
      { value: "cosine", label: "cosine to zero" },
    ],
  }),
  warmup: num({
    label: "Warm-up",
    help: "Share of the budget over which the learning rate rises linearly; at least one step.",
    initial: 0.05,
    min: 0,
    max: 1,
    suggestions: [0, 0.05, 0.1],
    advanced: true,
  }),
  milestones: intList({
    label: "Milestones",
    help: "Where the learning rate drops, in percent of the budget. Schedule with milestones only.",
    initial: [50, 75],
    min: 1,
    max: 99,
    length: 8,
    advanced: true,
  }),
  drop: num({
    label: "Drop factor",
    help: "The learning rate is multiplied by this at every milestone.",
    initial: 0.1,
    min: 0.001,
    max: 1,
    suggestions: [0.1, 0.2, 0.5],
    advanced: true,
  }),
  cuts: intList({
    label: "Cuts",
    help: "Steps from which on the learning rate is a third, on top of the schedule. A run that diverged goes on with one.",
    initial: [],
    min: 0,
    max: 999_999,
    length: 8,
    advanced: true,
  }),
  patience: int({
    label: "Patience",
    help: "The run ends once no arm's main head did better for this many evaluations in a row; 0 trains the whole budget.",
    initial: 0,
    min: 0,
    max: 1000,
    suggestions: [0, 3, 5, 10],
    unit: "evaluations",
    advanced: true,
  }),
};

export const augmentationFields = {
  flip: flag({
    label: "Mirror",
    help: "Each image is mirrored left to right with probability one half.",
    initial: true,
  }),
  shift: int({
    label: "Shift",
    help: "Each image is shifted by up to this many pixels each way. A strong regulariser.",
    initial: 0,
    min: 0,
    max: 8,
    suggestions: [0, 1, 2, 4],
    unit: "px",
  }),
  fill: choice({
    label: "Moving in",
    help: "What a shift uncovers.",
    initial: "mean",
    options: [
      { value: "mean", label: "zeros (mean grey)" },
      { value: "black", label: "black" },
      { value: "grey", label: "grey, 128" },
    ],
    advanced: true,
  }),
  cutout: int({
    label: "Cutout",
    help: "Side of the square that is cut out of each image, partly outside at times.",
    initial: 0,
    min: 0,
    max: 64,
    suggestions: [0, 8, 16],
    unit: "px",
    advanced: true,
  }),
  jitter: num({
    label: "Colour jitter",
    help: "How far brightness, contrast and saturation may be from 1.",
    initial: 0,
    min: 0,
    max: 1,
    suggestions: [0, 0.2, 0.4],
    advanced: true,
  }),
  hue: num({
    label: "Hue jitter",
    help: "How far hues may turn, in turns.",
    initial: 0,
    min: 0,
    max: 0.5,
    suggestions: [0, 0.1],
    advanced: true,
  }),
  jittered: num({
    label: "Jittered share",
    help: "Share of the images that are jittered.",
    initial: 0.8,
    min: 0,
    max: 1,
    suggestions: [0.5, 0.8, 1],
    advanced: true,
  }),
  grey: num({
    label: "Grey share",
    help: "Share of the images that lose their colours.",
    initial: 0,
    min: 0,
    max: 1,
    suggestions: [0, 0.2],
    advanced: true,
  }),
  views: choice({
    label: "Views",
    help: "CDS: view 1 is cut out, view 2 jittered and grey; 128 and black move in.",
    initial: "alike",
    options: [
      { value: "alike", label: "alike" },
      { value: "cds", label: "as CDS's authors" },
    ],
    advanced: true,
  }),
};

export const measureFields = {
  evaluateEvery: int({
    label: "Evaluate every",
    help: "Steps between two evaluations on fixed images, of the validation share or the test set; the whole test set is used at the end.",
    initial: 46,
    min: 1,
    max: 100_000,
    suggestions: [23, 46, 92],
    unit: "steps",
    advanced: true,
  }),
  evaluateImages: int({
    label: "Evaluation images",
    help: "How many fixed images are used while training.",
    initial: 512,
    min: 1,
    max: 20_000,
    suggestions: [128, 512, 2000],
    unit: "images",
    advanced: true,
  }),
  probeEvery: int({
    label: "Probe every",
    help: "Steps between two measurements of gradient agreement, one in eight of which also tells noise; 0 turns them off.",
    initial: 25,
    min: 0,
    max: 100_000,
    suggestions: [0, 5, 25, 100],
    unit: "steps",
    advanced: true,
  }),
  byClass: flag({
    label: "Agreement by class",
    help: "Also measures, at the end, whose images pull apart: the agreement of each class's images alone, on four batches of 128 training images. Takes as long as several hundred steps.",
    initial: false,
    advanced: true,
  }),
  gains: flag({
    label: "Gain of steps",
    help: "Also measures, with every probe, what the next step does for each head's loss on the labels: whether it goes the way that loss falls, and what it should gain and does gain. Takes a gradient per head, twice.",
    initial: false,
    advanced: true,
  }),
  features: flag({
    label: "Features of heads",
    help: "Also measures, at each evaluation, how many dimensions every head's features use and how alike the features of every two heads are, on 256 images: the first ones, or where identities are looked for, spread over the test set.",
    initial: false,
    advanced: true,
  }),
  ensemble: flag({
    label: "Head ensemble",
    help: "Also scores the mean of all heads' probabilities. What ships has one head, so this is extra information, not a result.",
    initial: false,
    advanced: true,
  }),
};

/** How an arm's losses are combined. */
export const combiningFields = {
  rule: choice({
    label: "Losses combined by",
    help: "Rules other than the sum weigh losses by how their gradients on the trunk conflict; the last two learn weights from lengths and losses.",
    initial: "sum",
    options: (Object.keys(ruleNames) as Rule[]).map((value) => ({ value, label: ruleNames[value] })),
  }),
  every: int({
    label: "Weigh every",
    help: "Each time costs a backward pass for every loss.",
    initial: 5,
    min: 1,
    max: 100_000,
    unit: "steps",
  }),
  caution: num({
    label: "CAGrad's c",
    help: "How far from the mean gradient it may go; 0 is the sum.",
    initial: 0.5,
    min: 0,
    max: 1,
  }),
  pace: num({
    label: "Weights' pace",
    help: "How far GradNorm's and uncertainty weights move when they are weighed.",
    initial: 0.025,
    min: 0,
    max: 1,
    suggestions: [0.005, 0.025, 0.1],
  }),
  asymmetry: num({
    label: "GradNorm's α",
    help: "How much more a loss gets that falls slowly; 0 makes all gradients equally long.",
    initial: 1.5,
    min: 0,
    max: 3,
    suggestions: [0, 0.5, 1.5],
  }),
};

/** How fast an arm's parts learn, and when. */
export const learningFields = {
  rate: num({
    label: "Branches' rate",
    help: "Learning rate of the branches' own layers as a multiple of the trunk's.",
    initial: 1,
    min: 0,
    max: 100,
    log: true,
    suggestions: [0.001, 0.1, 1, 10],
  }),
  trunkFirst: num({
    label: "Trunk first",
    help: "Share of the budget before the branches join; until then the trunk learns by its own loss alone.",
    initial: 0,
    min: 0,
    max: 1,
    suggestions: [0, 0.25, 0.5],
  }),
  clip: num({
    label: "Clip gradients",
    help: "The whole gradient is shortened to this length where it is longer; 0 leaves it as it is.",
    initial: 0,
    min: 0,
    max: 1e6,
    suggestions: [0, 1, 5],
  }),
  start: weightsKey(
    {
      label: "Starting weights",
      help: "Trained weights instead of those that the seed draws: of a finished run or of a safetensors file. Where they are of the trunk alone, the seed draws the branches.",
    },
    true,
  ),
};

export const forkWeightField = num({
  label: "Weight",
  help: "Multiplies this branch's own loss on the labels.",
  initial: 1,
  min: 0,
  max: 100,
  suggestions: [0.1, 0.3, 1],
});

export const forkRateField = num({
  label: "Branch's own rate",
  help: "Multiplies the learning rate of this branch's own layers, on top of the arm's Branches' rate.",
  initial: 1,
  min: 0.0001,
  max: 100,
  log: true,
  suggestions: [0.01, 0.1, 0.3, 1, 3],
});
