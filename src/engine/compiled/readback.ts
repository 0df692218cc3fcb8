import type { EngineDevice } from "../device";

/** Staging buffers that take turns, so that results of several runs can be on their way. */
const IN_FLIGHT = 3;

/** Brings results of a program back without ever stopping the queue; bounds how many runs are in flight. */
export class Readback {
  readonly #device: EngineDevice;
  readonly #bytes: number;
  readonly #buffers: GPUBuffer[];
  readonly #free: GPUBuffer[];
  readonly #waiting: (() => void)[] = [];

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

  /**
   * Copies a result behind a program's last dispatch and reads it once it is there.
   * @param run runs the program, calling back with the encoder of its last submit.
   * @param parse copies what it needs; the view dies when it returns.
   */
  async read<T>(
    run: (last: (encoder: GPUCommandEncoder) => void) => void,
    source: GPUBuffer,
    parse: (view: ArrayBuffer) => T,
  ): Promise<T> {
    const buffer = this.#free.pop();
    if (buffer === undefined) throw new Error("no staging buffer is free");
    try {
      run((encoder) => encoder.copyBufferToBuffer(source, 0, buffer, 0, this.#bytes));
      await mapped(this.#device, buffer);
      return parse(buffer.getMappedRange(0, this.#bytes));
    } finally {
      if (buffer.mapState === "mapped") buffer.unmap();
      this.#free.push(buffer);
      this.#waiting.shift()?.();
    }
  }

  destroy(): void {
    for (const buffer of this.#buffers) buffer.destroy();
    for (const wake of this.#waiting.splice(0)) wake();
  }
}

/** Maps a buffer for reading. @throws DeviceError when the device is gone. */
export async function mapped(device: EngineDevice, buffer: GPUBuffer): Promise<void> {
  try {
    await buffer.mapAsync(GPUMapMode.READ);
  } catch (cause) {
    // The loss is reported by a promise of its own, sometimes a moment later.
    await Promise.race([device.lost, new Promise((resolve) => setTimeout(resolve, 0))]);
    throw device.fault ?? cause;
  }
  if (device.fault !== undefined) throw device.fault;
}
