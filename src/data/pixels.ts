/*
 * Where the bytes of a set's pictures lie: in memory, as one array, or elsewhere, in a file as a rule, from which they are read in
 * parts when they are asked for. Small sets lie in memory, where looking at a picture copies nothing. A larger one stays where it
 * is, so that training on it takes the memory of a batch.
 */

/** Sets of at most so many bytes, all splits together, are held in memory; larger ones stay in their files. 512 MiB. */
export const MOST_HELD = 1 << 29;

/** Bytes that do not lie in memory. */
export interface PixelSource {
  /** Bytes in all. */
  readonly length: number;
  /**
   * Fills `to` with the bytes from `at` on.
   * @throws DatasetError when they are gone; Error where this thread cannot wait for a file, as a page's own cannot.
   */
  read(at: number, to: Uint8Array<ArrayBuffer>): void;
  /** The same for whoever can wait: the bytes from `at` on. @throws DatasetError when they are gone */
  fetch(at: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
}

export type Pixels = Uint8Array<ArrayBuffer> | PixelSource;

/** Bytes between two looks elsewhere, and of one reading of a large file. */
const SLICE = 1 << 23;

/** Whether they lie in memory. */
export function areHeld(pixels: Pixels): pixels is Uint8Array<ArrayBuffer> {
  return pixels instanceof Uint8Array;
}

/** Some of the bytes: a view where they lie in memory, else newly read. */
export function bytesAt(pixels: Pixels, at: number, length: number): Uint8Array<ArrayBuffer> {
  if (areHeld(pixels)) return pixels.subarray(at, at + length);
  const bytes = new Uint8Array(length);
  pixels.read(at, bytes);
  return bytes;
}

/** Copies the bytes from `at` on, as many as `to` has. */
export function copyBytes(pixels: Pixels, at: number, to: Uint8Array): void {
  if (areHeld(pixels)) to.set(pixels.subarray(at, at + to.length));
  // Shared memory never comes here.
  else pixels.read(at, to as Uint8Array<ArrayBuffer>);
}

/**
 * All bytes, part after part; of those that do not lie in memory each part overwrites the one before.
 * @param unit parts are whole multiples of so many bytes, but for the last.
 */
export function* slicesOf(pixels: Pixels, unit = 1): Generator<Uint8Array<ArrayBuffer>, void, undefined> {
  const step = Math.max(1, Math.floor(SLICE / unit)) * unit;
  const room = areHeld(pixels) ? undefined : new Uint8Array(Math.min(step, pixels.length));
  for (let at = 0; at < pixels.length; at += step) {
    const length = Math.min(step, pixels.length - at);
    if (room === undefined) {
      yield bytesAt(pixels, at, length);
    } else {
      const part = room.subarray(0, length);
      copyBytes(pixels, at, part);
      yield part;
    }
  }
}

/** `fetch` of bytes that this thread can read at once. */
export const fetchByReading =
  (read: PixelSource["read"]): PixelSource["fetch"] =>
  (at, length) => {
    const to = new Uint8Array(length);
    read(at, to);
    return Promise.resolve(to);
  };

/** Some pictures of others, by their places: nothing is read until it is asked for. @param size bytes of a picture. */
export function pickedPixels(from: PixelSource, indices: Uint32Array, size: number): PixelSource {
  /** Calls `each` with every run of bytes that lie together in `from`, `done` of them before. */
  const runs = (at: number, length: number, each: (start: number, bytes: number, done: number) => void): void => {
    for (let done = 0; done < length;) {
      const place = Math.floor((at + done) / size);
      const within = (at + done) % size;
      let last = place;
      while ((last + 1 - place) * size - within < length - done && indices[last + 1] === (indices[last] ?? 0) + 1) {
        last += 1;
      }
      const bytes = Math.min((last + 1 - place) * size - within, length - done);
      each((indices[place] ?? 0) * size + within, bytes, done);
      done += bytes;
    }
  };
  return {
    length: indices.length * size,
    read(at, to) {
      runs(at, to.length, (start, bytes, done) => from.read(start, to.subarray(done, done + bytes)));
    },
    async fetch(at, length) {
      const to = new Uint8Array(length);
      const parts: Promise<void>[] = [];
      runs(at, length, (start, bytes, done) => {
        parts.push(from.fetch(start, bytes).then((found) => to.set(found, done)));
      });
      await Promise.all(parts);
      return to;
    },
  };
}

/** Pixels one after the other; nothing is read until it is asked for. */
export function joinedPixels(parts: readonly Pixels[]): PixelSource {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const within = (
    at: number,
    bytes: number,
    each: (part: Pixels, start: number, count: number, done: number) => void,
  ) => {
    let begin = 0;
    for (const part of parts) {
      const [start, end] = [Math.max(at, begin), Math.min(at + bytes, begin + part.length)];
      if (start < end) each(part, start - begin, end - start, start - at);
      begin += part.length;
    }
  };
  return {
    length,
    read(at, to) {
      within(at, to.length, (part, start, count, done) => copyBytes(part, start, to.subarray(done, done + count)));
    },
    async fetch(at, bytes) {
      const to = new Uint8Array(bytes);
      const found: Promise<void>[] = [];
      within(at, bytes, (part, start, count, done) => {
        found.push(fetchBytes(part, start, count).then((some) => to.set(some, done)));
      });
      await Promise.all(found);
      return to;
    },
  };
}

/** Some of the bytes for whoever can wait: a view where they lie in memory. */
export async function fetchBytes(pixels: Pixels, at: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  return areHeld(pixels) ? pixels.subarray(at, at + length) : pixels.fetch(at, length);
}

/** A part of others, from `from` on; nothing is read until it is asked for. */
export function partOfPixels(pixels: Pixels, from: number, length: number): Pixels {
  if (areHeld(pixels)) return pixels.subarray(from, from + length);
  return {
    length,
    read: (at, to) => pixels.read(from + at, to),
    fetch: (at, bytes) => pixels.fetch(from + at, bytes),
  };
}
