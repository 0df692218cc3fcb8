import type { DBSchema } from "idb";
import { formats, migrateDatabase } from "../storage/formats";

/** Weights that came in a file, for arms to start from. */
export interface GivenWeights {
  /** First digits of their SHA-256. */
  readonly key: string;
  /** The file's name. */
  readonly name: string;
  /** By the lab's names and in its layouts. */
  readonly tensors: ReadonlyMap<string, Float32Array>;
}

/** Weights as they are listed. */
export interface ListedWeights extends Pick<GivenWeights, "key" | "name"> {
  /** How many values each of them has. */
  readonly sizes: ReadonlyMap<string, number>;
}

export const listedWeights = ({ key, name, tensors }: GivenWeights): ListedWeights => ({
  key,
  name,
  sizes: new Map([...tensors].map(([tensor, { length }]) => [tensor, length])),
});

interface Schema extends DBSchema {
  readonly weights: { readonly key: string; readonly value: GivenWeights };
}

/** Weights from files, kept between visits. Rejects where the browser keeps nothing. */
export interface WeightsShelf {
  list(): Promise<readonly ListedWeights[]>;
  read(key: string): Promise<GivenWeights | undefined>;
  put(weights: GivenWeights): Promise<void>;
  remove(key: string): Promise<void>;
}

/** The shelf in IndexedDB; the database is opened at first use. */
export function createWeightsShelf(database = "forklab-weights"): WeightsShelf {
  let opening: ReturnType<typeof open> | undefined;
  const open = async () =>
    (await import("idb")).openDB<Schema>(database, formats.weightsShelf.version, {
      upgrade: (opened, from) => migrateDatabase("weightsShelf", opened, from),
    });
  const opened = () => {
    opening ??= open();
    opening.catch(() => (opening = undefined));
    return opening;
  };
  return {
    async list() {
      const found: ListedWeights[] = [];
      // One by one: all of them at once may be large.
      for await (const { value } of (await opened()).transaction("weights").store) {
        found.push(listedWeights(value));
      }
      return found;
    },
    read: async (key) => (await opened()).get("weights", key),
    put: async (weights) => void (await (await opened()).put("weights", weights)),
    remove: async (key) => (await opened()).delete("weights", key),
  };
}
