import { copyPictures, type BatchSource } from "../../data/batchSource";
import { imageBytes, type ImageSet } from "../../data/imageSet";
import type { EngineDevice } from "../device";
import type { Kernel } from "./kernel";
import { augment, contrastMeans, type AugmentShape } from "./kernels/augment";
import type { Place } from "./memory";
import { setOnDevice, writeBytes } from "./residentSet";

/** One dispatch that is ready to go. */
interface Pass {
  readonly pipeline: GPUComputePipeline;
  readonly bindings: GPUBindGroup;
  readonly workgroups: readonly [number, number, number];
}

/**
 * Makes a batch's images on the device, from bytes that stay there and a few numbers per row; of a set that the device has no room
 * for, from the batch's own bytes, which are sent with every step.
 */
export class ImageFeed {
  readonly #device: EngineDevice;
  readonly #target: Place;
  readonly #most: number;
  #shape: AugmentShape | undefined;
  #set: ImageSet | undefined;
  #table: GPUBuffer | undefined;
  #indices: GPUBuffer | undefined;
  #changes: GPUBuffer | undefined;
  /** The batch's own bytes, where the set is not on the device: here and there. */
  #sent: { readonly bytes: Uint8Array<ArrayBuffer>; readonly buffer: GPUBuffer } | undefined;
  /** In order: means where colours change, then the images. */
  #passes: readonly Pass[] = [];

  /**
   * @param target the executor's images, which the first layer reads.
   * @param most bytes of the largest piece of a set.
   */
  constructor(device: EngineDevice, target: Place, most = device.largestBuffer) {
    this.#device = device;
    this.#most = most;
    this.#target = target;
  }

  /** Compiles for a source, and others of the same set and kind; called once. */
  async prepare(source: BatchSource): Promise<void> {
    const { set, table, indices, changes, recolours, views } = source;
    const { height, width, channels } = set;
    const rows = indices.length;
    const whole = await setOnDevice(this.#device, set, this.#most);
    const [count, perPiece] = whole === undefined ? [rows, rows] : [set.count, whole.perPiece];
    const shape: AugmentShape = { count, height, width, channels, rows, views, recolours, perPiece };
    const { gpu } = this.#device;
    const make = (name: string, words: number): GPUBuffer =>
      this.#device.createBuffer(name, 4 * words, GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST);
    const tableBuffer = make("bytes of input", table.length);
    const indicesBuffer = make("indices", indices.length);
    const changesBuffer = make("changes", changes.length);
    [this.#table, this.#indices, this.#changes] = [tableBuffer, indicesBuffer, changesBuffer];
    gpu.queue.writeBuffer(tableBuffer, 0, table as Float32Array<ArrayBuffer>);
    if (whole === undefined) {
      const bytes = new Uint8Array(rows * imageBytes(set));
      const buffer = make("images of a batch", Math.ceil(bytes.length / 4));
      this.#sent = { bytes, buffer };
      // Of what is sent, row n is image n.
      const places = Uint32Array.from({ length: rows }, (_, row) => row);
      gpu.queue.writeBuffer(indicesBuffer, 0, places);
    }
    const pieces = whole?.pieces ?? (this.#sent === undefined ? [] : [this.#sent.buffer]);
    const shared = [...pieces, indicesBuffer, changesBuffer].map((buffer) => ({ buffer, offset: 0 }));
    const passes: Pass[] = [];
    if (recolours) passes.push(await this.#pass(contrastMeans(shape), shared));
    passes.push(await this.#pass(augment(shape), [...shared, { buffer: tableBuffer, offset: 0 }, this.#target]));
    this.#passes = passes;
    this.#shape = shape;
    this.#set = set;
  }

  async #pass(kernel: Kernel, bound: readonly Place[]): Promise<Pass> {
    const pipeline = await this.#device.pipelines.get(kernel);
    const bindings = this.#device.gpu.createBindGroup({
      layout: this.#device.pipelines.layout(kernel),
      entries: bound.map((place, binding) => ({
        binding,
        resource: { ...place, size: 4 * (kernel.words[binding] ?? 0) },
      })),
    });
    return { pipeline, bindings, workgroups: kernel.workgroups };
  }

  /** Whether its images are made where the first layer reads. */
  writesTo({ buffer, offset }: Place): boolean {
    return this.#target.buffer === buffer && this.#target.offset === offset;
  }

  /** True for sources like the one that this was prepared for, as long as the first layer reads where this writes. */
  accepts({ set, indices, recolours, views }: BatchSource, target: Place): boolean {
    const shape = this.#shape;
    return (
      shape !== undefined &&
      this.writesTo(target) &&
      this.#set === set &&
      shape.rows === indices.length &&
      shape.recolours === recolours &&
      shape.views === views
    );
  }

  /** Uploads a step's indices and changes; the images are made by the next `encode`. */
  upload(source: BatchSource): void {
    const { indices, changes } = source;
    const { queue } = this.#device.gpu;
    if (this.#sent !== undefined) {
      copyPictures(source, this.#sent.bytes);
      writeBytes(this.#device.gpu, this.#sent.buffer, this.#sent.bytes);
    } else if (this.#indices !== undefined) queue.writeBuffer(this.#indices, 0, indices as Uint32Array<ArrayBuffer>);
    if (this.#changes !== undefined) queue.writeBuffer(this.#changes, 0, changes as Int32Array<ArrayBuffer>);
  }

  /** Encodes the making of the images, in front of the first layer. */
  readonly encode = (encoder: GPUCommandEncoder): void => {
    for (const { pipeline, bindings, workgroups } of this.#passes) {
      const pass = encoder.beginComputePass();
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, bindings);
      pass.dispatchWorkgroups(...workgroups);
      pass.end();
    }
  };

  destroy(): void {
    const own = [this.#table, this.#indices, this.#changes, this.#sent?.buffer];
    for (const buffer of own) buffer?.destroy();
    this.#shape = undefined;
    this.#passes = [];
  }
}
