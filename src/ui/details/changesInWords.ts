import type { Augmentation } from "../../data/augment/augmentation";
import { dataWords } from "../words/dataWords";

/** What an augmentation does to the images of a batch; nothing where it is off. */
export function changesInWords(augmentation: Augmentation): readonly string[] {
  const { flip, shift, fill, cutout, jitter, hue, jittered, grey, views } = augmentation;
  const unlike = views === "cds" && (cutout > 0 || jitter > 0 || hue > 0 || grey > 0);
  return [
    ...(flip ? [dataWords.mirrored] : []),
    ...(shift > 0 ? [dataWords.shifted(shift, dataWords.fills[views === "cds" ? "cds" : fill])] : []),
    ...((jitter > 0 || hue > 0) && jittered > 0 ? [dataWords.jittered(jittered)] : []),
    ...(grey > 0 ? [dataWords.greyed(grey)] : []),
    ...(cutout > 0 ? [dataWords.cut(cutout)] : []),
    ...(unlike ? [dataWords.unlike] : []),
  ];
}
