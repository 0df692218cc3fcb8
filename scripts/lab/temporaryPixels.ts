import { ftruncateSync, mkdtempSync, openSync, readSync, rmSync, statfsSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatasetError } from "../../src/data/datasetError";
import { createRooms, type PixelRooms, type RoomFile } from "../../src/data/pixelRooms";
import { fetchByReading } from "../../src/data/pixels";
import { InputError } from "./inputError";

/** Left on the disk for whoever else uses it. */
const SPARE = 200_000_000;

/**
 * Temporary files for pixels that are too many for memory, in a folder of their own below `TMPDIR` which goes with this process.
 * @throws DatasetError when the disk has no room for so many bytes.
 */
function openTemporaryPixels(bytes: number): Promise<RoomFile> {
  const { bavail, bsize } = statfsSync(tmpdir());
  const left = Math.max(0, bavail * bsize - SPARE);
  if (bytes > left) throw new DatasetError({ code: "noDisk", bytes, left, folder: tmpdir() });
  folder ??= begin();
  const file = openSync(join(folder, `${(opened += 1)}`), "w+");
  const read = (at: number, to: Uint8Array<ArrayBuffer>): void => {
    for (let done = 0; done < to.length;) {
      const some = readSync(file, to, done, to.length - done, at + done);
      if (some === 0) throw new DatasetError({ code: "imagesGone", told: `${to.length} @${at}` });
      done += some;
    }
  };
  return Promise.resolve({
    length: bytes,
    read,
    fetch: fetchByReading(read),
    write(at, part) {
      try {
        for (let done = 0; done < part.length;) {
          done += writeSync(file, part, done, part.length - done, at + done);
        }
      } catch (error) {
        if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
        throw new DatasetError({ code: "noDisk", bytes, left: 0, folder: tmpdir() }, { cause: error });
      }
    },
    drop: () => ftruncateSync(file, 0),
  });
}

/**
 * Where pixels go in Node: to memory up to `FORKLAB_HELD_MB` megabytes in all (512 MiB unless it is set), else to a temporary file.
 * @throws InputError when that is no number.
 */
export function nodeRooms(environment: NodeJS.ProcessEnv = process.env): PixelRooms {
  const given = environment["FORKLAB_HELD_MB"];
  if (given === undefined || given === "") return createRooms(openTemporaryPixels);
  const megabytes = Number(given);
  if (!(megabytes >= 0)) {
    throw new InputError(
      `FORKLAB_HELD_MB is ${given}; a number of megabytes is expected, 0 to hold no images in memory`,
    );
  }
  return createRooms(openTemporaryPixels, megabytes * 1_000_000);
}

let opened = 0;
let folder: string | undefined;

function begin(): string {
  const own = mkdtempSync(join(tmpdir(), "forklab-images-"));
  const remove = (): void => rmSync(own, { recursive: true, force: true });
  process.on("exit", remove);
  // A signal ends a process without that; whoever asked for the end gets it all the same.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => {
      remove();
      process.kill(process.pid, signal);
    });
  }
  return own;
}
