import type { BatchSource } from "../../data/batchSource";
import type { ImageSet } from "../../data/imageSet";
import type { EngineDevice } from "../device";
import { augment, byteWords, type AugmentShape } from "./kernels/augment";

/** A data set's bytes on a device, shared by all executors there; goes with the device. */
const resident = new WeakMap<EngineDevice, WeakMap<ImageSet, GPUBuffer>>();

function bytesOnDevice(device: EngineDevice, set: ImageSet, words: number): GPUBuffer {
  const sets = resident.get(device) ?? new WeakMap<ImageSet, GPUBuffer>();
  resident.set(device, sets);
  const known = sets.get(set);
  if (known !== undefined) return known;
  const buffer = device.createBuffer("data set", 4 * words, GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST);
  const padded = new Uint8Array(4 * words);
  padded.set(set.images);
  device.gpu.queue.writeBuffer(buffer, 0, padded);
  sets.set(set, buffer);
  return buffer;
}

/** Makes a batch's images on the device, from bytes that stay there and a few keys a step. */
export class ImageFeed {
  readonly #device: EngineDevice;
  readonly #target: GPUBuffer;
  #shape: AugmentShape | undefined;
  #set: ImageSet | undefined;
  #table: GPUBuffer | undefined;
  #indices: GPUBuffer | undefined;
  #keys: GPUBuffer | undefined;
  #pipeline: GPUComputePipeline | undefined;
  #bindings: GPUBindGroup | undefined;
  #workgroups: readonly [number, number, number] = [1, 1, 1];

  /** @param target the executor's images, which the first layer reads. */
  constructor(device: EngineDevice, target: GPUBuffer) {
    this.#device = device;
    this.#target = target;
  }

  /** Compiles for a source, and others of the same set and kind; called once. */
  async prepare(source: BatchSource): Promise<void> {
    const { set, table, indices, keys, flip, shift, views } = source;
    const { count, height, width, channels } = set;
    const shape: AugmentShape = { count, height, width, channels, rows: indices.length, views, flip, shift };
    const kernel = augment(shape);
    const pipeline = await this.#device.pipelines.get(kernel);
    const { gpu } = this.#device;
    const make = (name: string, words: number): GPUBuffer =>
      this.#device.createBuffer(name, 4 * words, GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST);
    const buffers = [make("bytes of input", table.length), make("indices", indices.length), make("keys", keys.length)];
    [this.#table, this.#indices, this.#keys] = buffers;
    const [tableBuffer] = buffers;
    if (tableBuffer !== undefined) gpu.queue.writeBuffer(tableBuffer, 0, table as Float32Array<ArrayBuffer>);
    const bound = [bytesOnDevice(this.#device, set, byteWords(shape)), ...buffers, this.#target];
    this.#bindings = gpu.createBindGroup({
      layout: this.#device.pipelines.layout(kernel),
      entries: bound.map((buffer, binding) => ({
        binding,
        resource: { buffer, size: 4 * (kernel.words[binding] ?? 0) },
      })),
    });
    this.#pipeline = pipeline;
    this.#shape = shape;
    this.#set = set;
    this.#workgroups = kernel.workgroups;
  }

  /** True for sources like the one that this was prepared for, as long as the first layer reads where this writes. */
  accepts({ set, indices, flip, shift, views }: BatchSource, target: GPUBuffer): boolean {
    const shape = this.#shape;
    return (
      shape !== undefined &&
      this.#target === target &&
      this.#set === set &&
      shape.rows === indices.length &&
      shape.flip === flip &&
      shape.shift === shift &&
      shape.views === views
    );
  }

  /** Uploads a step's indices and keys; the images are made by the next `encode`. */
  upload({ indices, keys }: BatchSource): void {
    const { queue } = this.#device.gpu;
    if (this.#indices !== undefined) queue.writeBuffer(this.#indices, 0, indices as Uint32Array<ArrayBuffer>);
    if (this.#keys !== undefined) queue.writeBuffer(this.#keys, 0, keys as Uint32Array<ArrayBuffer>);
  }

  /** Encodes the making of the images, in front of the first layer. */
  readonly encode = (encoder: GPUCommandEncoder): void => {
    if (this.#pipeline === undefined || this.#bindings === undefined) return;
    const pass = encoder.beginComputePass();
    pass.setPipeline(this.#pipeline);
    pass.setBindGroup(0, this.#bindings);
    pass.dispatchWorkgroups(...this.#workgroups);
    pass.end();
  };

  destroy(): void {
    for (const buffer of [this.#table, this.#indices, this.#keys]) buffer?.destroy();
    this.#shape = undefined;
    this.#pipeline = undefined;
    this.#bindings = undefined;
  }
}
