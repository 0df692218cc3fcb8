import * as v from "valibot";
import { FALLBACKS } from "../catalog/combining/combiner";
import { faultSchema, reasonSchema } from "./faultSchema";

/** A whole number from zero. */
export const count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** Losses may be anything that a float can be: a diverged run reports NaN and infinity. */
const float = v.union([v.number(), v.nan()]);
/** Values by branch: `{ main: .68, s1b1: .37 }`. */
export const byBranch = v.record(v.string(), float);

/** How a fault crosses the door. */
export const wireError = v.object({
  /** Stable; what to do about it is decided by this. */
  code: v.string(),
  /** For developers. Logs of earlier versions have the user's sentence here, and no fault. */
  message: v.string(),
  /** What the user is told; one that a later version knows is left out. */
  fault: v.optional(v.fallback(v.optional(faultSchema), undefined)),
  /** Where. */
  path: v.exactOptional(v.string()),
});

/** Which machinery runs; part of a run's record. */
export const engineRecord = v.object({
  engine: v.picklist(["compiled", "wasm", "tfjs"]),
  backend: v.picklist(["webgpu", "webgl", "cpu"]),
  adapter: v.string(),
  /** Why it is not the compiled engine on WebGPU; absent when it is. */
  why: v.optional(v.fallback(v.optional(reasonSchema), undefined)),
  /** The same as a sentence, in logs of earlier versions. */
  reason: v.exactOptional(v.string()),
});

/** What one arm consists of, so that the page can label what follows. */
const armRecord = v.object({
  /** `A`, `B`, … */
  letter: v.string(),
  title: v.string(),
  /** `main` first. */
  branches: v.array(v.string()),
  /** Ids of the loss terms, in the order of a step's `losses`. */
  terms: v.array(v.string()),
  /** Kernel variants by shape, chosen for this adapter; a replay with the same ones gives the same bits. Empty for tfjs. */
  variants: v.record(v.string(), v.string()),
  /** SHA-256 of the weights that it started from, where the seed did not draw them. */
  start: v.exactOptional(v.string()),
});

/** What a step did for one head's loss on the labels. */
export const stepGain = v.object({
  branch: v.string(),
  /** Of the update with the direction in which the loss falls. */
  cosine: float,
  /** By how much the loss should fall to first order, and did fall, on the batch of the step. */
  predicted: float,
  realised: float,
});

export const stepRecord = v.object({
  /** Unweighted means, one per term. */
  losses: v.array(float),
  /** The weighted sum that was minimised. */
  total: float,
  /** Share of the batch that each branch classified rightly before the update. */
  accuracy: v.array(float),
  /** Length of the gradient before it was clipped, where the arm clips; of the longest where branches take turns. */
  norm: v.exactOptional(float),
  /** Of a probed step, where the experiment asks for it. */
  gains: v.exactOptional(v.array(stepGain)),
  /** What each head's loss counts from this step on, on top of its own weight, or why the sum stands in. */
  combined: v.exactOptional(
    v.union([v.object({ weights: v.array(v.number()) }), v.object({ fallback: v.picklist(FALLBACKS) })]),
  ),
});

/** One head's answers on the evaluation images, in their order, as packed numbers (see `packed.ts`). */
export const headSamples = v.object({
  /** `[images]` 16-bit class indices of the largest logits; 65535 where a logit is not a number. */
  guesses: v.string(),
  /** `[images]` probability of the guess in 255ths. */
  confidence: v.string(),
  /** `[images]` 32-bit variance of the features that the bias loss weighs by; for its heads only. */
  variance: v.exactOptional(v.string()),
});

/** A head whose logits are divided by a temperature that was found on validation images. */
export const calibrated = v.object({
  temperature: v.number(),
  /** Calibration error and log loss on the images of the evaluation, at that temperature. */
  ece: float,
  nll: float,
});

/** The gallery pictures that a head thinks most similar to one test picture, nearest first. */
export const rankedQuery = v.object({
  /** Number of the test image that is looked for. */
  query: count,
  /** Numbers of the test images found. */
  gallery: v.array(count),
  /** Whether each of them shows the same identity. */
  hits: v.array(v.boolean()),
});

/** Features of every head of every arm on the same images, as their classifiers read them. */
export const featureRecord = v.object({
  /** How many. */
  images: count,
  heads: v.array(
    v.object({
      arm: count,
      branch: v.string(),
      /** Numbers per image. */
      dimensions: count,
      /** How many of them matter: the participation ratio of the variances. */
      rank: float,
    }),
  ),
  /** `[n(n − 1)/2]` linear CKA of every two heads: row 0 with 1, 2, …, then row 1. */
  cka: v.array(float),
});

/** Gradients of main's and a branch's loss at the fork, image by image. */
export const featureAgreement = v.object({
  /** Images where both gradients exist. */
  images: count,
  /** Mean cosine over those images. */
  cosine: v.exactOptional(v.number()),
  /** Share of those images where it is negative. */
  conflict: v.exactOptional(v.number()),
});

/** Inner products of the gradients of a batch's four groups of images; what they tell stands in `graph/gradientNoise.ts`. */
export const groupProducts = v.object({
  /** Images of the batch. */
  images: count,
  /** Ids of the losses: `ce/main`, `ce/s1b1`, … */
  losses: v.array(v.string()),
  /** `[layers × n(n + 1)/2]` upper triangles, n = 4 · losses, in the order loss, group. */
  products: v.array(float),
});

/** Products of the label losses' gradients on the images of one group of classes alone. */
export const classProducts = v.object({
  /** `class`, or the name of a label hierarchy. */
  grouping: v.string(),
  /** Which class or group of it. */
  group: count,
  /** How many images of the batch it has. */
  images: count,
  /** `[layers × n(n + 1)/2]` upper triangles, n losses. */
  products: v.array(float),
});

export const classProbe = v.object({
  /** Ids of the losses: `ce/main`, `ce/s1b1`, … */
  losses: v.array(v.string()),
  groups: v.array(classProducts),
});

/** An image on which main's and a branch's gradient at the fork point apart. */
export const conflictImage = v.object({
  /** Number of the training image. */
  image: count,
  cosine: v.number(),
  label: count,
  /** What main and the branch guess. */
  guesses: v.tuple([count, count]),
});

export const probeRecord = v.object({
  layers: v.array(v.object({ layer: v.string(), stage: v.string() })),
  /**
   * Ids of the losses: `ce/main`, `ce/s1b1`, …, `ce/main/half`; with the parts also `rest/s1b1`, what a branch is taught
   * beyond the labels, and `whole/s1b1`, its loss as trained.
   */
  losses: v.array(v.string()),
  /** `[layers × losses × losses]` */
  gram: v.array(float),
  /** Of one probe in eight. */
  noise: v.exactOptional(groupProducts),
  /** Of a reference probe, where asked for: by class. */
  classes: v.exactOptional(classProbe),
  /** Likewise, by branch: the images of the batch that conflict most, the worst first. */
  conflicts: v.exactOptional(v.record(v.string(), v.array(conflictImage))),
  /** By branch. */
  features: v.exactOptional(v.record(v.string(), featureAgreement)),
});

export const divergence = v.object({
  /** Letter of the arm. */
  arm: v.string(),
  /** The first bad tensor in graph order, or the loss term that showed it when all tensors are in order. */
  what: v.string(),
  value: v.string(),
  /** What kind of tensor; absent: a loss term. */
  kind: v.exactOptional(v.picklist(["activation", "gradient", "parameter", "statistic"])),
  /** The step that computed it, as the number of updates done with it. */
  step: v.exactOptional(count),
  /** The loss term by which a bad tensor was noticed. */
  term: v.exactOptional(v.string()),
});

/** Why a run ended before its budget as it was told to. */
export const earlyStop = v.object({
  /** Evaluations in a row at which no arm did better than before. */
  evaluations: count,
});

/** Of every event: whose it is, and the updates done before it. */
const base = { run: v.string(), step: count };

/**
 * Everything that happens in a run, in step order; ends with exactly one `finished` or `failed`. Steps count updates
 * done: `step` 0 is the untrained network. Saved line by line the events replay the whole run.
 */
export const eventSchema = v.variant("type", [
  v.object({
    ...base,
    type: v.literal("preparing"),
    what: v.picklist(["data", "engine", "kernels"]),
    done: count,
    total: count,
  }),
  v.object({
    ...base,
    type: v.literal("started"),
    arms: v.array(armRecord),
    engine: engineRecord,
    budget: count,
    stepsPerEpoch: count,
  }),
  v.object({
    ...base,
    type: v.literal("step"),
    learningRate: float,
    /** One per arm. */
    arms: v.array(stepRecord),
    /** Wall time of this step for all arms, in milliseconds, as the worker's clock tells it. */
    stepMs: v.number(),
  }),
  v.object({
    ...base,
    type: v.literal("evaluation"),
    images: count,
    /** Measured on images set apart from the training set; absent: on test images. */
    split: v.exactOptional(v.literal("validation")),
    /** All images of the split, at the end of the run. */
    final: v.boolean(),
    /** One per arm: metric series (`accuracy`, `nll`, `accuracy/texture`) to values by branch. */
    arms: v.array(v.record(v.string(), byBranch)),
    /** One per arm, by branch: what each head says of each of the images. */
    samples: v.exactOptional(v.array(v.record(v.string(), headSamples))),
    /** One per arm, by branch: at the end of a run that has validation images. */
    calibrated: v.exactOptional(v.array(v.record(v.string(), calibrated))),
    /** Where the experiment asks for it. */
    features: v.exactOptional(featureRecord),
    /** One per arm, by branch, where identities are looked for: a few fixed queries with the first of their ranked lists. */
    rankings: v.exactOptional(v.array(v.record(v.string(), v.array(rankedQuery)))),
  }),
  v.object({
    ...base,
    type: v.literal("probe"),
    /** live: the step's own batch; reference: the mean over fixed unaugmented images. Never mixed in one curve. */
    kind: v.picklist(["live", "reference"]),
    /** Of several batches of one reference probe; their cosines are averaged. */
    batch: v.exactOptional(count),
    arms: v.array(probeRecord),
    probeMs: v.number(),
  }),
  v.object({ ...base, type: v.picklist(["paused", "resumed"]) }),
  /**
   * The device was lost; the run goes on from the state after `step` updates. Events of later steps are void and come
   * again; `started` tells the engine anew.
   */
  v.object({ ...base, type: v.literal("restarted"), error: wireError }),
  v.object({
    ...base,
    type: v.literal("finished"),
    reason: v.picklist(["completed", "stopped", "diverged"]),
    divergence: v.exactOptional(divergence),
    /** The experiment's patience was used up: every replay ends at the same step. */
    early: v.exactOptional(earlyStop),
  }),
  v.object({ ...base, type: v.literal("failed"), error: wireError }),
]);
