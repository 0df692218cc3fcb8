import { cachedImageSet, datasetKey } from "../../data/datasetCache";
import { drawImage } from "../../data/imageRecipe";
import { generateTotem, totemRecipe, type Split } from "../../data/totem/split";
import type { LoadOptions, Splits } from "./dataset";
import { progressOnce } from "./progressOnce";

interface TotemSettings {
  readonly size: string;
  readonly difficulty: number;
  readonly train: number;
  readonly test: number;
}

/** Both splits of Totem, kept ones where there are. @param seed the data's own. */
export async function loadTotem(
  { size, difficulty, train, test }: TotemSettings,
  seed: number,
  { onProgress, signal, cache }: LoadOptions = {},
): Promise<Splits> {
  const report = progressOnce(train + test, onProgress);
  const loadSplit = async (split: Split, count: number, before: number) => {
    signal?.throwIfAborted();
    const options = { seed, split, count, size: Number(size), difficulty };
    const key = datasetKey("totem", { size, difficulty, count }, seed, split);
    const set = await cachedImageSet(cache, key, () => generateTotem(options, (done) => report(before + done), signal));
    report(before + count);
    return set;
  };
  return { train: await loadSplit("train", train, 0), test: await loadSplit("test", test, train) };
}

/** One picture as `loadTotem` draws it. @param seed the data's own. @throws RangeError for one that does not exist. */
export function totemPicture(
  { size, train, test, ...others }: TotemSettings,
  seed: number,
  split: Split,
  index: number,
): Uint8Array {
  const count = split === "train" ? train : test;
  return drawImage(totemRecipe({ ...others, seed, split, count, size: Number(size) }), index);
}
