import { availableParallelism } from "node:os";
import type { DatasetCache } from "../../src/data/datasetCache";
import type { EngineChoice } from "../../src/protocol/engineChoice";
import { readEngine, wantsWebGpu } from "./engineOption";
import { openHeadless, type Headless, type HeadlessMessage } from "./headless";
import type { GivenPath } from "./givenFiles";
import { findRoot } from "./root";

const KINDS = ["browser", "node"] as const;

/** Images that runs may ask for: read already, or as files that a browser reads for itself. */
export interface GivenImages {
  readonly cache?: DatasetCache;
  readonly files?: readonly GivenPath[];
}

/** Where runs are trained, and on what. */
export interface Runtime {
  readonly kind: (typeof KINDS)[number];
  readonly engine: EngineChoice;
}

/** `--runtime NAME` as every command that trains explains it. */
export const RUNTIME_HELP = `--runtime node     train in this process, in WebAssembly, without a browser and without a build; the numbers are those
                     of --engine wasm in any browser, to the last bit`;

/**
 * `--runtime` with `--engine`.
 * @param wrong takes what is wrong with them.
 */
export function readRuntime(values: ReadonlyMap<string, string>, wrong: string[]): Runtime | undefined {
  const name = values.get("runtime") ?? "browser";
  const kind = KINDS.find((each) => each === name);
  if (kind === undefined) wrong.push(`--runtime ${name}: expected ${KINDS.join(" or ")}`);
  const engine = readEngine(values, wrong);
  if (kind === undefined || engine === undefined) return undefined;
  if (kind === "browser") return { kind, engine };
  if (engine !== "auto" && engine !== "wasm") {
    wrong.push(`--engine ${engine} needs a browser; with --runtime node there is wasm alone, which may be left out`);
    return undefined;
  }
  return { kind, engine: "wasm" };
}

/** How many threads this machine runs at once. */
export const cores = availableParallelism;

interface RuntimeOptions {
  readonly onMessage: (message: HeadlessMessage) => void;
  readonly onCrash: (reason: string) => void;
  /** Threads for the arms of a run, without a browser; all cores when absent. */
  readonly threads?: number;
  readonly images?: GivenImages;
}

/** Starts what trains. @throws Error when there is no build or no browser. */
export async function openRuntime(
  { kind, engine }: Runtime,
  { onMessage, onCrash, threads = cores(), images }: RuntimeOptions,
): Promise<Headless> {
  if (kind === "browser") {
    const given = images?.files === undefined ? {} : { images: images.files };
    return openHeadless({ root: findRoot(), gpu: wantsWebGpu(engine), onMessage, onCrash, ...given });
  }
  const { openNode } = await import("./nodeRuntime");
  return openNode({ onMessage, cores: threads, ...(images?.cache === undefined ? {} : { cache: images.cache }) });
}
