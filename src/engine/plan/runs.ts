import { allTerms } from "../allTerms";
import type { Batch, ExecutorPlan, GradientResult, ProbeLoss, ProbeResult, StepInput, StepResult } from "../executor";
import { extend } from "../../random/mix32";
import { streamKey } from "../../random/purpose";
import type { Control } from "./control";
import { labelScalesOf, scaledLosses, writeOptimizers, writeTerms } from "./controlNumbers";
import { unpackGram, type LoweredProbe } from "./probing";
import type { Region } from "./region";
import type { Lowered, LoweredStep } from "./training";

/** What tells one run of a list over a batch from another. */
export interface Run<L, R> {
  /** Writes the run's own numbers; dropout keys and the batch follow. */
  write(lowered: L): void;
  /** Reads the results, which begin where the view begins; copies what it needs, the view dies when it returns. */
  parse(view: ArrayBuffer, lowered: L): R;
}

/** One training step. */
export function stepRun(plan: ExecutorPlan, input: StepInput): Run<LoweredStep, StepResult> {
  const { terms, graph, optimizer, batchSize, paces } = plan;
  const { coefficients } = input;
  const scales = labelScalesOf(plan, terms, input.batch.labels);
  return {
    write: ({ control, terms: slots, optimizers }) => {
      writeTerms(control, slots.control, {
        value: (term) => coefficients[2 * term] ?? 0,
        gradient: (term) => coefficients[2 * term + 1] ?? 0,
        scales,
        images: [0, batchSize],
      });
      writeOptimizers(control, optimizers, optimizer, input, paces);
    },
    parse: (view, { squares }) => {
      const numbers = new Float32Array(view);
      const counts = numbers.subarray(terms.length, terms.length + graph.heads.length);
      return {
        losses: scaledLosses(numbers.slice(0, terms.length), scales),
        correct: Int32Array.from(counts),
        ...(squares && { norm: Math.sqrt(numbers[offsetOf(squares)] ?? 0) }),
      };
    },
  };
}

/** The gradient of a weighted sum of the terms, without the gradients themselves, which lie in an arena of their own. */
export function gradientsRun(
  { graph, terms, batchSize, ...plan }: ExecutorPlan,
  { labels }: Batch,
  weights: Float32Array,
): Run<Lowered, Omit<GradientResult, "gradients">> {
  const scales = labelScalesOf({ ...plan, batchSize }, terms, labels);
  return {
    write: (lowered) =>
      writeTerms(lowered.control, lowered.terms.control, {
        value: () => 1,
        gradient: (term) => weights[term] ?? 0,
        scales,
        images: [0, batchSize],
      }),
    parse: (view, { results }) => ({
      losses: scaledLosses(new Float32Array(view, 0, terms.length).slice(), scales),
      logits: graph.heads.map(({ branch }) => {
        const offset = 4 * offsetOf(results.slots.get(`logits/${branch}`));
        return new Float32Array(view, offset, batchSize * graph.classes).slice();
      }),
    }),
  };
}

/** Gradients of several losses on one forward pass, as Gram matrices. */
export function probeRun(
  plan: ExecutorPlan,
  { labels }: Batch,
  losses: readonly ProbeLoss[],
  layers: ProbeResult["layers"],
): Run<LoweredProbe, ProbeResult> {
  const scales = labelScalesOf(plan, allTerms(plan), labels);
  return {
    write: ({ control, terms }) =>
      losses.forEach(({ coefficients, images = [0, plan.batchSize] }, index) =>
        writeTerms(control, terms[index] ?? [], {
          value: () => 0,
          gradient: (term) => coefficients[term] ?? 0,
          scales,
          images,
        }),
      ),
    parse: (view, lowered) => ({
      layers,
      losses: losses.map(({ id }) => id),
      gram: unpackGram(new Float32Array(view), layers.length, losses.length),
      features: lowered.features.map((slot) => new Float32Array(view, 4 * offsetOf(slot), 3 * plan.batchSize).slice()),
    }),
  };
}

/** The keys of a plan's dropout nodes, written for a step. */
export class DropoutKeys {
  readonly #keys: ReadonlyMap<string, number>;

  constructor({ graph, seed }: ExecutorPlan) {
    this.#keys = new Map(
      graph.nodes
        .filter((node) => node.primitive.op === "dropout")
        .map((node) => [node.name, streamKey(seed, "dropout", node.name)]),
    );
  }

  write(control: Control, slots: ReadonlyMap<string, Region>, step: number): void {
    for (const [node, slot] of slots) control.setWord(slot, extend(this.#keys.get(node) ?? 0, step));
  }
}

/** Gradients by name, cut out of the words of the arena that holds them. */
export function cutGradients(
  slots: ReadonlyMap<string, Region>,
  words: Float32Array,
): ReadonlyMap<string, Float32Array> {
  return new Map(
    [...slots].map(([name, slot]) => {
      const offset = offsetOf(slot);
      return [name, words.slice(offset, offset + slot.words)] as const;
    }),
  );
}

/** @throws Error for what has no place: reading from the beginning instead would give wrong numbers in silence. */
export function offsetOf(slot: Region | undefined): number {
  if (slot?.home === undefined) throw new Error("a result of a program has no place in its arena");
  return slot.home.offset;
}

/** Which terms a list of coefficients asks for. */
export function nonZero(values: Float32Array): readonly boolean[] {
  return Array.from(values, (value) => value !== 0);
}
