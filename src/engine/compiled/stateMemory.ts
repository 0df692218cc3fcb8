import type { EngineDevice } from "../device";
import type { Snapshot } from "../executor";
import type { Arena } from "../plan/region";
import type { TrainingState } from "../plan/state";
import type { Memory } from "./memory";
import { mapped } from "./readback";

/** Writes all tensors; optimiser slots and states that are absent return to their start. */
export function writeState(
  state: TrainingState,
  memory: Memory,
  queue: GPUQueue,
  values: ReadonlyMap<string, Float32Array>,
): void {
  for (const [arena, image] of state.images(values)) {
    const { buffer, offset } = memory.arena(arena);
    queue.writeBuffer(buffer, offset, image);
  }
}

/** Copies the state at this point of the queue and reads it. */
export async function readState(
  state: TrainingState,
  memory: Memory,
  device: EngineDevice,
): Promise<Snapshot["tensors"]> {
  const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
  const encoder = device.gpu.createCommandEncoder();
  const copies = new Map<Arena, GPUBuffer>();
  for (const arena of state.arenas) {
    const copy = device.createBuffer(`${arena.name} snapshot`, 4 * arena.words, usage);
    const { buffer, offset } = memory.arena(arena);
    encoder.copyBufferToBuffer(buffer, offset, copy, 0, 4 * arena.words);
    copies.set(arena, copy);
  }
  device.gpu.queue.submit([encoder.finish()]);
  try {
    await Promise.all([...copies.values()].map((copy) => mapped(device, copy)));
    return state.tensors(new Map([...copies].map(([arena, copy]) => [arena, new Float32Array(copy.getMappedRange())])));
  } finally {
    for (const copy of copies.values()) copy.destroy();
  }
}
