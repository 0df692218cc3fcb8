import { cachedImageSet, datasetKey } from "../../data/datasetCache";
import { drawImage } from "../../data/imageRecipe";
import { generateTotemIdentity, totemIdentityRecipe } from "../../data/totem/identity";
import { identitySplit, type IdentitySettings } from "../../data/totem/identitySplits";
import type { Split } from "../../data/totem/split";
import type { LoadOptions, Splits } from "./dataset";
import { progressOnce } from "./progressOnce";

const SPLITS_IN_ORDER: readonly Split[] = ["train", "test"];

/** Both splits of the identities, kept ones where there are. */
export async function loadIdentities(
  settings: IdentitySettings,
  { onProgress, signal, cache }: LoadOptions = {},
): Promise<Splits> {
  const { difficulty } = settings;
  // As in the form, whose text is part of the key.
  const size = String(settings.size);
  const total = SPLITS_IN_ORDER.reduce((sum, split) => {
    const { ids, views } = identitySplit(settings, split);
    return sum + ids.length * views;
  }, 0);
  const report = progressOnce(total, onProgress);
  const loadSplit = async (split: Split, before: number) => {
    signal?.throwIfAborted();
    const options = identitySplit(settings, split);
    const { views, ids } = options;
    const key = datasetKey("identities", { size, difficulty, views, ids: ids.length }, settings.seed, split);
    const set = await cachedImageSet(cache, key, () =>
      generateTotemIdentity(options, (done) => report(before + done), signal),
    );
    report(before + set.count);
    return set;
  };
  const train = await loadSplit("train", 0);
  return { train, test: await loadSplit("test", train.count) };
}

/** One picture as `loadIdentities` draws it. @throws RangeError for one that does not exist. */
export const identityPicture = (settings: IdentitySettings, split: Split, index: number): Uint8Array =>
  drawImage(totemIdentityRecipe(identitySplit(settings, split)), index);
