import { sizeOf } from "../../graph/shape";
import type { ExecutorPlan, Snapshot } from "../executor";
import { initialTensors } from "../initialTensors";
import { FIRST_MINIMUM, slotNames } from "../runningState";
import { Arena } from "./region";

/**
 * Everything that a run carries from step to step: parameters, running statistics, optimiser slots, method state.
 * Slots of gradients and optimiser lie at the same offsets as the parameters, so that one dispatch updates all.
 */
export class TrainingState {
  readonly parameters = new Arena("parameters");
  readonly statistics = new Arena("statistics");
  readonly gradients = new Arena("gradients");
  /** Momentum, or both moments. */
  readonly slots: readonly Arena[];
  /** Half-open ranges of words that are updated together. */
  readonly groups: readonly (readonly [from: number, to: number])[];
  /** One word per term that remembers something. */
  readonly terms = new Arena("state");
  readonly #plan: ExecutorPlan;

  constructor(plan: ExecutorPlan) {
    this.#plan = plan;
    const { graph, optimizer, terms } = plan;
    this.slots = slotNames(optimizer, "").map((name) => new Arena(name.slice(0, -1)));
    this.groups = (plan.groups ?? [undefined]).map((branches) => {
      const from = this.parameters.words;
      for (const { name, shape, branch, frozen } of graph.parameters) {
        if (frozen === true || branches?.includes(branch) === false) continue;
        for (const arena of [this.parameters, this.gradients, ...this.slots]) arena.slot(name, sizeOf(shape));
      }
      return [from, this.parameters.words];
    });
    // Behind all that is trained, so that gradients and optimiser slots need no room for it.
    for (const { name, shape, frozen } of graph.parameters) {
      if (frozen === true) this.parameters.slot(name, sizeOf(shape));
      else if (!this.parameters.slots.has(name)) throw new Error(`${name}: its branch is in no group`);
    }
    for (const { name, shape } of graph.statistics) this.statistics.slot(name, sizeOf(shape));
    for (const term of terms) if (term.sampleWeight?.scaling === "global") this.terms.slot(term.id, 1);
  }

  /** Every tensor that a snapshot holds, with its place. */
  get #tensors(): readonly {
    readonly name: string;
    readonly arena: Arena;
    readonly offset: number;
    readonly words: number;
  }[] {
    const list = (arena: Arena, prefix: string) =>
      [...arena.slots].map(([name, { words, home }]) => ({
        name: `${prefix}${name}`,
        arena,
        offset: home?.offset ?? 0,
        words,
      }));
    return [
      ...list(this.parameters, ""),
      ...list(this.statistics, ""),
      ...this.slots.flatMap((arena) => list(arena, `${arena.name}/`)),
      ...list(this.terms, "state/"),
    ];
  }

  /** Fresh values: drawn parameters, statistics 0 and 1. */
  initial(): ReadonlyMap<string, Float32Array> {
    return initialTensors(this.#plan);
  }

  /** What every arena holds for these tensors; optimiser slots and states that are absent return to their start. */
  images(values: ReadonlyMap<string, Float32Array>): ReadonlyMap<Arena, Float32Array<ArrayBuffer>> {
    const images = new Map<Arena, Float32Array<ArrayBuffer>>();
    for (const { name, arena, offset, words } of this.#tensors) {
      const image = images.get(arena) ?? new Float32Array(arena.words);
      images.set(arena, image);
      const value = values.get(name);
      if (value !== undefined) image.set(value.subarray(0, words), offset);
      else if (arena === this.terms) image[offset] = FIRST_MINIMUM;
    }
    return images;
  }

  /** Every arena that holds something. */
  get arenas(): readonly Arena[] {
    return [this.parameters, this.statistics, ...this.slots, this.terms].filter((arena) => arena.words > 0);
  }

  /** The tensors of a snapshot, copied out of what the arenas hold. */
  tensors(views: ReadonlyMap<Arena, Float32Array>): Snapshot["tensors"] {
    return new Map(
      this.#tensors.map(({ name, arena, offset, words }) => [
        name,
        views.get(arena)?.slice(offset, offset + words) ?? new Float32Array(words),
      ]),
    );
  }
}
