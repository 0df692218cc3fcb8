import { copyPictures, type BatchSource } from "../../data/batchSource";
import { imageBytes } from "../../data/imageSet";
import { Arena } from "../plan/region";
import { offsetOf } from "../plan/runs";
import type { Kernels } from "./kernelModule";
import type { LinearMemory } from "./linearMemory";

/** Makes a batch's images from their bytes; only the batch's own are copied, so that no executor holds a data set. */
export class ImageFeed {
  readonly #memory: LinearMemory;
  readonly #kernels: Kernels;
  /** Room by bytes of a batch; batches of an executor are all alike. */
  readonly #rooms = new Map<number, Arena>();

  constructor(memory: LinearMemory, kernels: Kernels) {
    this.#memory = memory;
    this.#kernels = kernels;
  }

  /** @param target where the first layer reads. */
  make(source: BatchSource, target: number): void {
    const { set, table, indices, keys, flip, shift, views } = source;
    const size = imageBytes(set);
    const room = this.#room(size * indices.length, table.length);
    const addressOf = (name: string): number => this.#memory.arena(room) + 4 * offsetOf(room.slots.get(name));
    const [bytes, tableAt, keysAt] = [addressOf("bytes"), addressOf("table"), addressOf("keys")];
    copyPictures(source, this.#memory.bytesAt(bytes, size * indices.length));
    this.#memory.floats(tableAt, table.length).set(table);
    this.#memory.integers(keysAt, keys.length).set(keys);
    const { height, width, channels } = set;
    const sizes = [indices.length, height, width, channels, views, Number(flip), shift];
    this.#kernels.find("augment")(bytes, tableAt, keysAt, target, ...sizes);
  }

  #room(bytes: number, tableWords: number): Arena {
    const known = this.#rooms.get(bytes);
    if (known !== undefined) return known;
    const room = new Arena("image feed");
    room.slot("bytes", Math.ceil(bytes / 4));
    room.slot("table", tableWords);
    // Two for each of two views.
    room.slot("keys", 4);
    this.#rooms.set(bytes, room);
    return room;
  }
}
