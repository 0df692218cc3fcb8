import { keyOfHash, type LabelLevel } from "../../data/files/imagesKey";
import type { Manifest } from "../../data/files/manifest";
import type { ConfigOf } from "../registry";
import { SCALE, type files } from "./files";

export type FilesConfig = ConfigOf<{ files: typeof files }>;

/** What is watched while a run trains: a set's own validation images, or its test images. */
export type Watched = "own" | "test";

/**
 * The settings of an experiment on a set of images.
 * @param level which of its classes are learnt, where it has coarse ones. @param watched where it has validation images.
 */
export function filesConfig(manifest: Manifest, level: LabelLevel = "fine", watched: Watched = "own"): FilesConfig {
  const validation = watched === "own" ? manifest.validation : undefined;
  const { hash, name, height, width, channels, classNames, counts, queries, mean, deviation } = manifest;
  return {
    kind: "files",
    name,
    hash: keyOfHash(hash),
    sizes: [
      ...[height, width, channels, classNames.length, counts.train, counts.test],
      ...(validation === undefined ? [] : [validation.images]),
    ],
    own: validation === undefined ? "" : keyOfHash(validation.hash),
    // People that are looked for stand as they are: queries first.
    order: queries === undefined ? "spread" : "stored",
    queries: queries ?? 0,
    coarse: level === "fine" ? 0 : (manifest.coarse?.groupNames.length ?? 0),
    mean: mean.map((value) => Math.round(value * SCALE)),
    deviation: deviation.map((value) => Math.round(value * SCALE)),
  };
}
