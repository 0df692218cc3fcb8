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
  /** Room by bytes and rows of a batch; batches of an executor are all alike. */
  readonly #rooms = new Map<string, Arena>();

  constructor(memory: LinearMemory, kernels: Kernels) {
    this.#memory = memory;
    this.#kernels = kernels;
  }

  /** @param target where the first layer reads. */
  make(source: BatchSource, target: number): void {
    const { set, table, indices, changes, views } = source;
    const size = imageBytes(set);
    const room = this.#room(source);
    const addressOf = (name: string): number => this.#memory.arena(room) + 4 * offsetOf(room.slots.get(name));
    const [bytes, tableAt] = [addressOf("bytes"), addressOf("table")];
    const [changesAt, image] = [addressOf("changes"), addressOf("image")];
    copyPictures(source, this.#memory.bytesAt(bytes, size * indices.length));
    this.#memory.floats(tableAt, table.length).set(table);
    this.#memory.integers(changesAt, changes.length).set(changes);
    const { height, width, channels } = set;
    const sizes = [indices.length, height, width, channels, views];
    this.#kernels.find("augment")(bytes, tableAt, changesAt, image, target, ...sizes);
  }

  #room({ set, table, indices, changes }: BatchSource): Arena {
    const size = imageBytes(set);
    const key = `${size * indices.length}/${changes.length}`;
    const known = this.#rooms.get(key);
    if (known !== undefined) return known;
    const room = new Arena("image feed");
    room.slot("bytes", Math.ceil((size * indices.length) / 4));
    room.slot("table", table.length);
    room.slot("changes", changes.length);
    room.slot("image", Math.ceil((size + set.height * set.width) / 4));
    this.#rooms.set(key, room);
    return room;
  }
}
