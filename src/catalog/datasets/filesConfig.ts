import { keyOfHash } from "../../data/files/imagesKey";
import type { Manifest } from "../../data/files/manifest";
import type { ConfigOf } from "../registry";
import { files, SCALE } from "./files";

/** The settings of an experiment on a set of images. */
export function filesConfig(manifest: Manifest): ConfigOf<{ files: typeof files }> {
  const { hash, name, height, width, channels, classNames, counts, mean, deviation } = manifest;
  return {
    kind: "files",
    name,
    hash: keyOfHash(hash),
    height,
    width,
    channels,
    classes: classNames.length,
    trainCount: counts.train,
    testCount: counts.test,
    mean: mean.map((value) => Math.round(value * SCALE)),
    deviation: deviation.map((value) => Math.round(value * SCALE)),
  };
}
