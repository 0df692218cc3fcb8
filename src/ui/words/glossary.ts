/** What a word of the page means, in two sentences, and where the reference says more. */
export interface GlossaryEntry {
  readonly title: string;
  readonly text: string;
  /** An entry of the reference, such as `methods/dsn`. */
  readonly entry?: string;
}

const entries = {
  "deep-supervision": {
    title: "Deep supervision",
    text: "Classifiers at several depths of one network learn the labels at the same time, so that early layers get gradients of their own and not only what is left of the last loss. Lee and others proposed it in 2014 as deeply-supervised nets, DSN.",
    entry: "methods/dsn",
  },
  trunk: {
    title: "Trunk",
    text: "The network that every branch leaves: a stem, then stages of blocks, up to the main head. It is all that is kept when the trained network is used.",
  },
  branch: {
    title: "Branch",
    text: "What leaves the trunk at a fork, up to a head of its own. It can be a single linear layer or a copy of all the layers that follow.",
    entry: "branches/gap",
  },
  head: {
    title: "Head",
    text: "The classifier at the end of a branch: it turns what it gets into one score for each class. The trunk's own is the main head.",
  },
  fork: {
    title: "Fork",
    text: "A place in the trunk at which branches leave. Each is a button in the diagram.",
  },
  agreement: {
    title: "Agreement",
    text: "The cosine of the angle between the gradients of two losses on the weights that they share: 1 for the same direction, 0 for a right angle, −1 for the opposite. Below 0 the losses pull apart, and a step that helps one harms the other.",
    entry: "measures/cosine",
  },
  "conflict-score": {
    title: "Conflict score",
    text: "How often the losses pull a part of the network apart: the share of probes and pairs of heads whose gradients there have a cosine below a threshold, usually 0. Shi and others proposed in 2023 (Recon) to stop sharing the layers where that happens most.",
    entry: "measures/conflict",
  },
  "gradient-noise": {
    title: "Noise of the agreement",
    text: "A batch is a sample of all images, so its gradients, and the cosine between two of them, would come out otherwise with other images. Here the batch is cut into groups and the cosine taken without each of them in turn, which says by how much.",
    entry: "measures/cosine",
  },
  "combining-rule": {
    title: "Rule that combines the losses",
    text: "Instead of adding up the gradients of all heads' losses, a rule looks at their angles and lengths on the trunk and weighs them, so that none is harmed or none dominates. The field also calls it gradient surgery, after PCGrad by Yu and others, 2020.",
    entry: "combining/pcgrad",
  },
  "early-exit": {
    title: "Early exit",
    text: "A branch that answers by itself when it is sure enough, so that an easy image never passes through the layers behind it. Teerapittayanon and others proposed it in 2016 as BranchyNet.",
  },
  calibration: {
    title: "Calibration",
    text: "A head is calibrated when, of the answers that it gives with 80 % confidence, 80 % are right. The calibration error is how far the two lie apart, and a temperature that divides the scores brings them together without changing an answer.",
    entry: "metrics/ece",
  },
  mimicking: {
    title: "Mimicking",
    text: "Each head also learns to give the probabilities that the other heads give, besides the labels. What is imitated is taken as fixed, so that only the imitator is pulled.",
    entry: "methods/dhm",
  },
  probe: {
    title: "Probe",
    text: "A measurement that costs time and changes nothing in the run. Here every few steps the gradient of each loss is computed alone, on the batch of that step.",
    entry: "shared/measure",
  },
  arm: {
    title: "Arm",
    text: "One network under one way of supervision. All arms of an experiment start from the same weights and see the same images in the same order, so that what differs between them is what was set differently.",
  },
  "seed-noise": {
    title: "Seed noise",
    text: "The seed draws the first weights, the images and their order; another seed gives another result of the same method. A lead that is no larger than what seeds do by themselves is no lead.",
    entry: "shared/other",
  },
  "weight-decay": {
    title: "Weight decay",
    text: "Every step also makes each weight a little smaller, in proportion to itself. It keeps a network from learning its training images by heart.",
    entry: "optimizers/sgd",
  },
  "contrastive-supervision": {
    title: "Contrastive supervision",
    text: "A branch learns to place images that belong together near each other and others far apart, instead of naming the class. Zhang and others proposed it for early layers in 2022, CDS.",
    entry: "methods/cds",
  },
} as const satisfies { readonly [id: string]: GlossaryEntry };

export type GlossaryId = keyof typeof entries;

/** Every word that explains itself, by its id; the one place where they are explained. */
export const glossary: { readonly [id in GlossaryId]: GlossaryEntry } = entries;
