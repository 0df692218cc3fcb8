import { sizeOf } from "../../graph/shape";
import type { EngineDevice } from "../device";
import type { ExecutorPlan, Snapshot } from "../executor";
import { initialTensors } from "../initialTensors";
import { slotNames } from "./kernels/optimizer";
import type { Memory } from "./memory";
import { mapped } from "./readback";
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

  /** Fresh values: drawn parameters, statistics 0 and 1, slots 0, running minima high. */
  initialise(memory: Memory, queue: GPUQueue): void {
    this.write(memory, queue, initialTensors(this.#plan));
  }

  /** Writes all tensors; optimiser slots and states that are absent return to their start. */
  write(memory: Memory, queue: GPUQueue, values: ReadonlyMap<string, Float32Array>): void {
    const images = new Map<Arena, Float32Array<ArrayBuffer>>();
    for (const { name, arena, offset, words } of this.#tensors) {
      const image = images.get(arena) ?? new Float32Array(arena.words);
      images.set(arena, image);
      const value = values.get(name);
      if (value !== undefined) image.set(value.subarray(0, words), offset);
      // The running minimum of a variance starts above every variance, as in the authors' code.
      else if (arena === this.terms) image[offset] = 1e5;
    }
    for (const [arena, image] of images) queue.writeBuffer(memory.arena(arena), 0, image);
  }

  /** Copies the state at this point of the queue and reads it. */
  async read(memory: Memory, device: EngineDevice): Promise<Snapshot["tensors"]> {
    const arenas = [this.parameters, this.statistics, ...this.slots, this.terms].filter((arena) => arena.words > 0);
    const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
    const encoder = device.gpu.createCommandEncoder();
    const copies = new Map<Arena, GPUBuffer>();
    for (const arena of arenas) {
      const copy = device.createBuffer(`${arena.name} snapshot`, 4 * arena.words, usage);
      encoder.copyBufferToBuffer(memory.arena(arena), 0, copy, 0, 4 * arena.words);
      copies.set(arena, copy);
    }
    device.gpu.queue.submit([encoder.finish()]);
    try {
      await Promise.all([...copies.values()].map((copy) => mapped(device, copy)));
      const views = new Map([...copies].map(([arena, copy]) => [arena, new Float32Array(copy.getMappedRange())]));
      return new Map(
        this.#tensors.map(({ name, arena, offset, words }) => [
          name,
          views.get(arena)?.slice(offset, offset + words) ?? new Float32Array(words),
        ]),
      );
    } finally {
      for (const copy of copies.values()) copy.destroy();
    }
  }
}
