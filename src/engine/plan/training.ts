import type { Head } from "../../graph/networkGraph";
import type { Term } from "../../graph/term";
import type { OptimizerSpec } from "../../catalog/optimizers/optimizer";
import { asVector } from "../../graph/shape";
import { lowerBackward } from "./backward";
import { Control, OPTIMIZER_WORDS } from "./control";
import { lowerForward, termTensors } from "./lower";
import { Lowering, type LoweringPlan } from "./lowering";
import type { Planned } from "./operations";
import { Arena, type Region } from "./region";
import type { TermPlace } from "./terms/termPlace";
import { lowerTerm, termSlots, usedRows, type TermSlots } from "./terms/lowerTerms";

/** A list of operations with the places that the CPU writes and reads. */
export interface Lowered {
  readonly operations: readonly Planned[];
  readonly control: Control;
  /** One-word regions of dropout keys by node. */
  readonly dropout: ReadonlyMap<string, Region>;
  readonly terms: TermSlots;
  /** What is read back. */
  readonly results: Arena;
}

export interface LoweredStep extends Lowered {
  /** By group: learning rate, two bias corrections, 1 where the group takes its turn. */
  readonly optimizers: readonly Region[];
  /** Among the results: the squared length of the gradient, where it is clipped. */
  readonly squares?: Region;
}

/** What a training step writes beyond the plan's arenas. */
export interface TrainingArenas {
  readonly gradients: Arena;
  /** Momentum, or both moments. */
  readonly slots: readonly Arena[];
  /** Half-open ranges of words that are updated together. */
  readonly groups: readonly (readonly [from: number, to: number])[];
}

/**
 * A whole training step: forward with batch statistics, terms, joint backward, update.
 * Results: `[terms]` means, then `[heads]` counts of right answers.
 * @param clip the longest gradient; absent where none is shortened.
 */
export function lowerTraining(
  plan: LoweringPlan,
  terms: readonly Term[],
  optimizer: OptimizerSpec,
  arenas: TrainingArenas,
  clip?: number,
): LoweredStep {
  const parts = openLowering(plan, "step", terms, { training: true, updatesStatistics: true });
  const { lowering, control } = parts;
  const heads = plan.graph.heads;
  forwardFor(lowering, terms, heads);
  lowerBackward(lowering, { gradients: arenas.gradients.slots, throughObservers: false }, (pass) => {
    terms.forEach((term, index) => lowerTerm(lowering, term, placeOf(parts, term, index), pass));
  });
  const results = new Arena("results");
  results.slot("results", Math.max(1, terms.length + heads.length));
  const squares = clip === undefined ? undefined : results.slot("squares", 1);
  if (squares !== undefined) {
    const { words } = arenas.gradients;
    lowering.emit("squaredLength", { words }, { x: arenas.gradients.span(0, words) }, { squares });
  }
  const optimizers = arenas.groups.map(([from, to], group) => {
    const slot = control.slot(`optimizer/${group}`, OPTIMIZER_WORDS);
    const switched = arenas.groups.length > 1;
    if (to > from) {
      lowering.emit(
        "optimizer",
        { spec: optimizer, words: to - from, switched, clip: clip ?? 0 },
        { control: slot, gradients: arenas.gradients.span(from, to), squares },
        { parameters: plan.parameters.span(from, to), slots: arenas.slots.map((arena) => arena.span(from, to)) },
      );
    }
    return slot;
  });
  lowerResults(parts, terms, heads, results);
  return { ...lowered(parts, results), optimizers, ...(squares && { squares }) };
}

/**
 * Gradients of a weighted sum of terms for every parameter; the state is only read.
 * Results: `[terms]` means, then per head `[batch, classes]` logits in slots of their own.
 * @param gradients must be all zero before the run: parameters out of reach are not written.
 */
export function lowerGradients(
  plan: LoweringPlan,
  terms: readonly Term[],
  active: readonly boolean[],
  gradients: Arena,
): Lowered {
  const parts = openLowering(plan, "gradients", terms, { training: true, updatesStatistics: false });
  const { lowering } = parts;
  const { heads } = plan.graph;
  forwardFor(lowering, terms, heads);
  lowerBackward(lowering, { gradients: gradients.slots, throughObservers: false }, (pass) => {
    terms.forEach((term, index) => {
      lowerTerm(lowering, term, placeOf(parts, term, index), active[index] === true ? pass : undefined);
    });
  });
  const results = lowerResults(parts, terms, [], new Arena("results"));
  for (const { branch, logits } of heads) {
    const words = lowering.wordsOf(lowering.node(logits));
    const y = results.slot(`logits/${branch}`, words);
    lowering.emit("copy", { words, accumulate: false }, { x: lowering.value(logits) }, { y });
  }
  return lowered(parts, results);
}

interface Parts {
  readonly lowering: Lowering;
  readonly control: Control;
  readonly dropout: Map<string, Region>;
  readonly rows: Arena;
  readonly slots: TermSlots;
}

export function openLowering(
  plan: LoweringPlan,
  name: string,
  terms: readonly Term[],
  mode: { readonly training: boolean; readonly updatesStatistics: boolean },
): Parts {
  const control = new Control(`${name} control`);
  const rows = new Arena(`${name} rows`);
  const dropout = new Map<string, Region>();
  const key = (node: string): Region => {
    const slot = control.slot(`dropout/${node}`, 1);
    dropout.set(node, slot);
    return slot;
  };
  return {
    lowering: new Lowering(plan, mode, key),
    control,
    dropout,
    rows,
    slots: termSlots(control, rows, terms, plan.batch),
  };
}

export function forwardFor(lowering: Lowering, terms: readonly Term[], heads: readonly Head[]): void {
  const readers = new Set([...termTensors(terms), ...heads.map((head) => head.logits)]);
  lowerForward(lowering, readers, readers);
}

function placeOf(parts: Parts, term: Term, index: number): TermPlace {
  const { batch, views } = parts.lowering.plan;
  const control = parts.slots.control[index];
  const losses = parts.slots.rows[index];
  if (control === undefined || losses === undefined) throw new Error(`${term.id}: no slot`);
  return { control, losses, used: usedRows(term, batch, views) };
}

/** Means of the terms and counts of right answers, in one operation over all rows. */
function lowerResults(parts: Parts, terms: readonly Term[], heads: readonly Head[], results: Arena): Arena {
  const { lowering, rows } = parts;
  const { batch, labels, views } = lowering.plan;
  for (const head of heads) {
    const classes = asVector(lowering.node(head.logits).shape, head.logits);
    const hits = rows.slot(`hits/${head.branch}`, batch);
    lowering.emit("hits", { rows: batch, classes }, { logits: lowering.value(head.logits), labels }, { hits });
  }
  const slots = terms.length + heads.length;
  const region = results.slot("results", Math.max(1, slots));
  if (slots === 0) return results;
  const used = terms.map((term) => usedRows(term, batch, views));
  lowering.emit(
    "finish",
    { slots, stride: rows.words / slots, rows: batch, means: terms.length, used },
    { values: rows.span(0, rows.words) },
    { results: region },
  );
  return results;
}

function lowered(parts: Parts, results: Arena): Lowered {
  parts.control.seal();
  return {
    operations: parts.lowering.operations,
    control: parts.control,
    dropout: parts.dropout,
    terms: parts.slots,
    results,
  };
}
