import { DatasetError } from "./datasetError";
import { MOST_HELD, partOfPixels, type Pixels, type PixelSource } from "./pixels";

/*
 * Where pixels go while files are read, before it is known how many there will be: in memory as long as all of them together are few,
 * else in temporary files that whoever reads gives. What a file takes is not memory, so that images of any number can be read.
 */

/** A temporary file. */
export interface RoomFile extends PixelSource {
  /** @throws DatasetError when there is no room */
  write(at: number, bytes: Uint8Array<ArrayBuffer>): void;
  /** Removes it; what was read from it is gone. */
  drop(): void;
}

/** Room for so many bytes, written one after the other as a rule. */
export interface Room {
  write(at: number, bytes: Uint8Array<ArrayBuffer>): void;
  /** The first `length` bytes of what was written, where they lie. */
  pixels(length: number): Pixels;
  /** Gives it back. */
  drop(): void;
}

export interface PixelRooms {
  /** @throws DatasetError when there is none */
  take(bytes: number): Promise<Room>;
}

/**
 * @param openFile makes a temporary file for so many bytes; without one everything has to find room in memory.
 * @param mostHeld bytes of all rooms together that lie in memory.
 */
export function createRooms(openFile?: (bytes: number) => Promise<RoomFile>, mostHeld = MOST_HELD): PixelRooms {
  let held = 0;
  return {
    async take(bytes) {
      if (openFile !== undefined && held + bytes > mostHeld) return fileRoom(await openFile(bytes));
      held += bytes;
      return memoryRoom(bytes, () => (held -= bytes));
    },
  };
}

function memoryRoom(bytes: number, onDrop: () => void): Room {
  let own: Uint8Array<ArrayBuffer>;
  try {
    own = new Uint8Array(bytes);
  } catch (cause) {
    throw new DatasetError({ code: "noMemory", bytes }, { cause });
  }
  return {
    write: (at, part) => own.set(part, at),
    // A copy where much of it was not needed: the rest would stay with it.
    pixels: (length) => (2 * length < bytes ? own.slice(0, length) : own.subarray(0, length)),
    drop: onDrop,
  };
}

const fileRoom = (file: RoomFile): Room => ({
  write: (at, part) => file.write(at, part),
  pixels: (length) => partOfPixels(file, 0, length),
  drop: () => file.drop(),
});
