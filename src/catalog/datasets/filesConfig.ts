import { keyOfHash, type LabelLevel } from "../../data/files/imagesKey";
import type { Manifest } from "../../data/files/manifest";
import type { ConfigOf } from "../registry";
import { SCALE, type files } from "./files";

export type FilesConfig = ConfigOf<{ files: typeof files }>;

/** The settings of an experiment on a set of images. @param level which of its classes are learnt, where it has coarse ones. */
export function filesConfig(manifest: Manifest, level: LabelLevel = "fine"): FilesConfig {
  const { hash, name, height, width, channels, classNames, counts, queries, mean, deviation } = manifest;
  return {
    kind: "files",
    name,
    hash: keyOfHash(hash),
    sizes: [height, width, channels, classNames.length, counts.train, counts.test],
    queries: queries ?? 0,
    coarse: level === "fine" ? 0 : (manifest.coarse?.groupNames.length ?? 0),
    mean: mean.map((value) => Math.round(value * SCALE)),
    deviation: deviation.map((value) => Math.round(value * SCALE)),
  };
}
