import { copyPictures, type BatchSource } from "../../data/batchSource";
import { imageBytes, type ImageSet } from "../../data/imageSet";
import type { EngineDevice } from "../device";
import { augment, type AugmentShape } from "./kernels/augment";
import { setOnDevice, writeBytes } from "./residentSet";

/**
 * Makes a batch's images on the device, from bytes that stay there and a few keys a step; of a set that the device has no room
 * for, from the batch's own bytes, which are sent with every step.
 */
export class ImageFeed {
  readonly #device: EngineDevice;
  readonly #target: GPUBuffer;
  readonly #most: number;
  #shape: AugmentShape | undefined;
  #set: ImageSet | undefined;
  #table: GPUBuffer | undefined;
  #indices: GPUBuffer | undefined;
  #keys: GPUBuffer | undefined;
  /** The batch's own bytes, where the set is not on the device: here and there. */
  #sent: { readonly bytes: Uint8Array<ArrayBuffer>; readonly buffer: GPUBuffer } | undefined;
  #pipeline: GPUComputePipeline | undefined;
  #bindings: GPUBindGroup | undefined;
  #workgroups: readonly [number, number, number] = [1, 1, 1];

  /**
   * @param target the executor's images, which the first layer reads.
   * @param most bytes of the largest piece of a set.
   */
  constructor(device: EngineDevice, target: GPUBuffer, most = device.largestBuffer) {
    this.#device = device;
    this.#most = most;
    this.#target = target;
  }

  /** Compiles for a source, and others of the same set and kind; called once. */
  async prepare(source: BatchSource): Promise<void> {
    const { set, table, indices, keys, flip, shift, views } = source;
    const { height, width, channels } = set;
    const rows = indices.length;
    const whole = await setOnDevice(this.#device, set, this.#most);
    const [count, perPiece] = whole === undefined ? [rows, rows] : [set.count, whole.perPiece];
    const shape: AugmentShape = { count, height, width, channels, rows, views, flip, shift, perPiece };
    const kernel = augment(shape);
    const pipeline = await this.#device.pipelines.get(kernel);
    const { gpu } = this.#device;
    const make = (name: string, words: number): GPUBuffer =>
      this.#device.createBuffer(name, 4 * words, GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST);
    const buffers = [make("bytes of input", table.length), make("indices", indices.length), make("keys", keys.length)];
    [this.#table, this.#indices, this.#keys] = buffers;
    const [tableBuffer] = buffers;
    if (tableBuffer !== undefined) gpu.queue.writeBuffer(tableBuffer, 0, table as Float32Array<ArrayBuffer>);
    if (whole === undefined) {
      const bytes = new Uint8Array(rows * imageBytes(set));
      const buffer = make("images of a batch", Math.ceil(bytes.length / 4));
      this.#sent = { bytes, buffer };
      // Of what is sent, row n is image n.
      const places = Uint32Array.from({ length: rows }, (_, row) => row);
      if (this.#indices !== undefined) gpu.queue.writeBuffer(this.#indices, 0, places);
    }
    const pieces = whole?.pieces ?? (this.#sent === undefined ? [] : [this.#sent.buffer]);
    const bound = [...pieces, ...buffers, this.#target];
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

  /** Whether its images are made where the first layer reads. */
  writesTo(target: GPUBuffer): boolean {
    return this.#target === target;
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
  upload(source: BatchSource): void {
    const { indices, keys } = source;
    const { queue } = this.#device.gpu;
    if (this.#sent !== undefined) {
      copyPictures(source, this.#sent.bytes);
      writeBytes(this.#device.gpu, this.#sent.buffer, this.#sent.bytes);
    } else if (this.#indices !== undefined) queue.writeBuffer(this.#indices, 0, indices as Uint32Array<ArrayBuffer>);
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
    for (const buffer of [this.#table, this.#indices, this.#keys, this.#sent?.buffer]) buffer?.destroy();
    this.#shape = undefined;
    this.#pipeline = undefined;
    this.#bindings = undefined;
  }
}
