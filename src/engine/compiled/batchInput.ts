import type { BatchSource } from "../../data/batchSource";
import type { EngineDevice } from "../device";
import type { Batch, ExecutorPlan } from "../executor";
import { ImageFeed } from "./imageFeed";
import type { Place } from "./memory";
import type { Encode } from "./program";
import type { Programs } from "./programs";
import { checkBatch } from "../plan/checkInput";
import type { Arena } from "../plan/region";

/** Training, validation and test images, each with a set of its own. */
const MOST_FEEDS = 3;

/** How batches reach the device: as numbers that are uploaded, or as a recipe that is followed there. */
export class BatchInput {
  readonly #plan: ExecutorPlan;
  readonly #device: EngineDevice;
  readonly #programs: Programs;
  /** They make images on the device, for batches that come as a recipe: of training, and of evaluation. */
  #feeds: readonly ImageFeed[] = [];

  constructor(plan: ExecutorPlan, device: EngineDevice, programs: Programs) {
    this.#plan = plan;
    this.#device = device;
    this.#programs = programs;
  }

  /** True when nothing has to be compiled for a batch. */
  isReadyFor({ source }: Batch): boolean {
    return source === undefined || this.#feedOf(source) !== undefined;
  }

  /** Compiles what makes the images on the device, when a batch says how to. */
  async prepare(batch: Batch): Promise<void> {
    if (batch.source !== undefined) await this.prepareSource(batch.source);
  }

  /** The same for a recipe alone. */
  async prepareSource(source: BatchSource): Promise<void> {
    if (this.#feedOf(source) !== undefined) return;
    const feed = new ImageFeed(this.#device, this.#images);
    await feed.prepare(source);
    // Those that are made for images which are gone since, or longest unused, go.
    const kept = this.#feeds.filter((each) => each.writesTo(this.#images)).slice(-(MOST_FEEDS - 1));
    for (const each of this.#feeds) if (!kept.includes(each)) each.destroy();
    this.#feeds = [...kept, feed];
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
    return this.uploadSource(source);
  }

  /** Uploads a recipe. @returns what makes the images on the device. */
  uploadSource(source: BatchSource): Encode {
    const feed = this.#feedOf(source);
    // Otherwise the network would see whatever pictures lie there.
    if (feed === undefined) throw new Error("nothing follows this batch's recipe yet");
    feed.upload(source);
    return feed.encode;
  }

  uploadImages(images: Float32Array): void {
    this.#write(this.#programs.lowerings.images, images);
  }

  destroy(): void {
    for (const feed of this.#feeds) feed.destroy();
    this.#feeds = [];
  }

  #feedOf(source: BatchSource): ImageFeed | undefined {
    return this.#feeds.find((feed) => feed.accepts(source, this.#images));
  }

  /** What the first layer reads; another buffer after a restore that compiled everything anew. */
  get #images(): Place {
    return this.#programs.memory.arena(this.#programs.lowerings.images);
  }

  #write(arena: Arena, values: Float32Array | Int32Array): void {
    // Shared memory never comes here: batches are made of plain typed arrays.
    const plain = values as Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>;
    const { buffer, offset } = this.#programs.memory.arena(arena);
    this.#device.gpu.queue.writeBuffer(buffer, offset, plain);
  }
}

/** A copy, for who may fill the batch anew before its turn comes. */
export function copied({ images, labels, source }: Batch): Batch {
  const own = { images: images.slice(), labels: labels.slice() };
  if (source === undefined) return own;
  return { ...own, source: { ...source, indices: source.indices.slice(), changes: source.changes.slice() } };
}
