import type { EngineDevice } from "../device";
import type { Place } from "./memory";

/** Staging buffers that take turns, so that results of several runs can be on their way. */
const IN_FLIGHT = 3;

/** Brings results of a program back without ever stopping the queue; bounds how many runs are in flight. */
export class Readback {
  readonly #device: EngineDevice;
  readonly #bytes: number;
  readonly #buffers: GPUBuffer[];
  readonly #free: GPUBuffer[];
  readonly #waiting: (() => void)[] = [];
  #destroyed = false;

  constructor(device: EngineDevice, label: string, bytes: number) {
    this.#device = device;
    this.#bytes = bytes;
    const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
    this.#buffers = Array.from({ length: IN_FLIGHT }, () => device.createBuffer(label, bytes, usage));
    this.#free = [...this.#buffers];
  }

  get isFree(): boolean {
    return this.#free.length > 0;
  }

  /** Resolves when a staging buffer is free. */
  async free(): Promise<void> {
    while (this.#free.length === 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Resolves when no result is on its way. */
  async drained(): Promise<void> {
    while (this.#free.length < IN_FLIGHT) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /**
   * Copies a result behind a program's last dispatch and reads it once it is there.
   * @param run runs the program, calling back with the encoder of its last submit.
   * @param parse copies what it needs; the view dies when it returns.
   */
  async read<T>(
    run: (last: (encoder: GPUCommandEncoder) => void) => void,
    source: Place,
    parse: (view: ArrayBuffer) => T,
  ): Promise<T> {
    const buffer = this.#free.pop();
    if (buffer === undefined) throw new Error("no staging buffer is free");
    try {
      run((encoder) => encoder.copyBufferToBuffer(source.buffer, source.offset, buffer, 0, this.#bytes));
      await mapped(this.#device, buffer, () => this.#destroyed);
      return parse(buffer.getMappedRange(0, this.#bytes));
    } finally {
      if (buffer.mapState === "mapped") buffer.unmap();
      this.#free.push(buffer);
      this.#wake();
    }
  }

  destroy(): void {
    this.#destroyed = true;
    for (const buffer of this.#buffers) buffer.destroy();
    this.#wake();
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}

/** How long a refused mapping waits for the news that the device is gone. */
const LOSS_NEWS_MS = 1000;

/**
 * Maps a buffer for reading.
 * @param isDestroyed tells that the buffer was taken away on purpose.
 * @throws DeviceError when the device is gone.
 */
export async function mapped(device: EngineDevice, buffer: GPUBuffer, isDestroyed = () => false): Promise<void> {
  try {
    const mapping = buffer.mapAsync(GPUMapMode.READ);
    await (device.completesOnTimer ? nudged(device, mapping) : mapping);
  } catch (cause) {
    // The loss is told by a promise of its own, sometimes a moment later.
    const patience = new Promise((resolve) => setTimeout(resolve, LOSS_NEWS_MS));
    if (device.fault === undefined && !isDestroyed()) await Promise.race([device.lost, patience]);
    throw device.fault ?? cause;
  }
  if (device.fault !== undefined) throw device.fault;
  device.noteAnswer();
}

/** How often a browser that looks for finished work on a slow timer is made to look. */
const NUDGE_MS = 2;

/** Waits for a mapping while empty submits make the browser see that the work before it is done. */
async function nudged(device: EngineDevice, mapping: Promise<undefined>): Promise<void> {
  let isSettled = false;
  const settled = (): void => {
    isSettled = true;
  };
  mapping.then(settled, settled);
  // A mapping that is ready needs no nudge.
  await Promise.resolve();
  while (!isSettled) {
    if (device.fault === undefined) device.gpu.queue.submit([]);
    await Promise.race([mapping, new Promise((resolve) => setTimeout(resolve, NUDGE_MS))]);
  }
  await mapping;
}
