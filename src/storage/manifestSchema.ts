import * as v from "valibot";
import type { Manifest } from "../data/files/manifest";
import { formats } from "./formats";

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

const manifest = v.object({
  version: v.literal(formats.imageManifest.version),
  hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  name: v.pipe(v.string(), v.maxLength(40)),
  counts: v.object({ train: count, test: count }),
  validation: v.optional(v.object({ images: count, hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)) })),
  height: count,
  width: count,
  channels: count,
  classNames: v.array(v.string()),
  coarse: v.optional(v.object({ groups: v.array(count), groupNames: v.array(v.string()) })),
  queries: v.optional(count),
  mean: v.array(share),
  deviation: v.array(share),
});

/** A manifest as it is kept. */
export function manifestText(value: Manifest): string {
  return JSON.stringify({ version: formats.imageManifest.version, ...value });
}

/** undefined for what is none, or of a later version. */
export function readManifest(text: string): Manifest | undefined {
  try {
    const result = v.safeParse(manifest, JSON.parse(text));
    if (!result.success) return undefined;
    const { version: _, ...rest } = result.output;
    return rest;
  } catch {
    return undefined;
  }
}
