import type { EngineDevice } from "../device";
import type { Batch, ExecutorPlan } from "../executor";
import { ImageFeed } from "./imageFeed";
import type { Encode } from "./program";
import type { Programs } from "./programs";
import { checkBatch } from "../plan/checkInput";
import type { Arena } from "../plan/region";

/** How batches reach the device: as numbers that are uploaded, or as a recipe that is followed there. */
export class BatchInput {
  readonly #plan: ExecutorPlan;
  readonly #device: EngineDevice;
  readonly #programs: Programs;
  /** Makes images on the device, for batches that come as a recipe. */
  #feed: ImageFeed | undefined;

  constructor(plan: ExecutorPlan, device: EngineDevice, programs: Programs) {
    this.#plan = plan;
    this.#device = device;
    this.#programs = programs;
  }

  /** True when nothing has to be compiled for a batch. */
  isReadyFor({ source }: Batch): boolean {
    return source === undefined || this.#feed?.accepts(source, this.#images) === true;
  }

  /** Compiles what makes the images on the device, when a batch says how to. */
  async prepare(batch: Batch): Promise<void> {
    if (batch.source === undefined || this.isReadyFor(batch)) return;
    this.#feed?.destroy();
    this.#feed = new ImageFeed(this.#device, this.#images);
    await this.#feed.prepare(batch.source);
  }

  /**
   * Uploads labels, and images or the recipe.
   * @returns what must run first to make the images on the device; undefined when they were uploaded.
   * @throws RangeError for a batch of another size.
   */
  upload(batch: Batch): Encode | undefined {
    checkBatch(this.#plan, batch);
    const { images, labels, source } = batch;
    this.#write(this.#programs.lowerings.labels, labels);
    if (source === undefined) {
      this.uploadImages(images);
      return undefined;
    }
    // Otherwise the step would train on whatever pictures lie there.
    if (this.#feed === undefined || !this.isReadyFor(batch)) throw new Error("nothing follows this batch's recipe yet");
    this.#feed.upload(source);
    return this.#feed.encode;
  }

  uploadImages(images: Float32Array): void {
    this.#write(this.#programs.lowerings.images, images);
  }

  destroy(): void {
    this.#feed?.destroy();
  }

  /** What the first layer reads; another buffer after a restore that compiled everything anew. */
  get #images(): GPUBuffer {
    return this.#programs.memory.arena(this.#programs.lowerings.images);
  }

  #write(arena: Arena, values: Float32Array | Int32Array): void {
    // Shared memory never comes here: batches are made of plain typed arrays.
    const plain = values as Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>;
    this.#device.gpu.queue.writeBuffer(this.#programs.memory.arena(arena), 0, plain);
  }
}

/** A copy, for who may fill the batch anew before its turn comes. */
export function copied({ images, labels, source }: Batch): Batch {
  const own = { images: images.slice(), labels: labels.slice() };
  if (source === undefined) return own;
  return { ...own, source: { ...source, indices: source.indices.slice(), keys: source.keys.slice() } };
}
