import { availableParallelism } from "node:os";
import type { DatasetCache } from "../../src/data/datasetCache";
import type { EngineChoice } from "../../src/protocol/engineChoice";
import { readEngine, wantsWebGpu } from "./engineOption";
import { openHeadless, type Headless, type HeadlessMessage } from "./headless";
import type { GivenPath } from "./givenFiles";
import { nodeEngine, type NodeEngine } from "./nodeEngines";
import { isPacked } from "./packed";
import { findRoot } from "./root";
import { keepTuning, keptTuning } from "./tuningFile";

const KINDS = ["browser", "node"] as const;

/** Images that runs may ask for: read already, or as files that a browser reads for itself. */
export interface GivenImages {
  readonly cache?: DatasetCache;
  readonly files?: readonly GivenPath[];
}

/** Where runs are trained, and on what. */
export type Runtime =
  { readonly kind: "browser"; readonly engine: EngineChoice } | { readonly kind: "node"; readonly engine: NodeEngine };

/** `--runtime NAME` as every command that trains explains it. */
export const RUNTIME_HELP = `--runtime node     train in this process, without a browser and without a build: in WebAssembly, whose numbers are those
                     of --engine wasm in any browser, to the last bit; or with --engine compiled on this machine's graphics
                     card (Vulkan, Direct3D or Metal)`;

/**
 * `--runtime` with `--engine`.
 * @param wrong takes what is wrong with them.
 */
export function readRuntime(values: ReadonlyMap<string, string>, wrong: string[]): Runtime | undefined {
  const name = values.get("runtime") ?? (isPacked() ? "node" : "browser");
  const kind = KINDS.find((each) => each === name);
  if (kind === "browser" && isPacked()) {
    wrong.push("--runtime browser needs Forklab's repository; what was packed has node");
    return undefined;
  }
  if (kind === undefined) wrong.push(`--runtime ${name}: expected ${KINDS.join(" or ")}`);
  const engine = readEngine(values, wrong);
  if (kind === undefined || engine === undefined) return undefined;
  if (kind === "browser") return { kind, engine };
  const withoutBrowser = nodeEngine(engine);
  if (withoutBrowser !== undefined) return { kind, engine: withoutBrowser };
  wrong.push(
    `--engine ${engine} needs a browser; with --runtime node there are wasm, which may be left out, and compiled`,
  );
  return undefined;
}

/** The same place with the engine that results were made on, where it can be had there; with its own otherwise. */
export function onEngine(runtime: Runtime, engine: EngineChoice | undefined): Runtime {
  if (engine === undefined) return runtime;
  if (runtime.kind === "browser") return { kind: "browser", engine };
  return { kind: "node", engine: nodeEngine(engine) ?? runtime.engine };
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
export async function openRuntime(runtime: Runtime, options: RuntimeOptions): Promise<Headless> {
  const lab = await openLab(runtime, {
    ...options,
    onMessage(message) {
      if (message.type === "tuned") keepTuning(message.table);
      options.onMessage(message);
    },
  });
  return {
    ...lab,
    send: (command) => lab.send(command["type"] === "start" ? { ...keptTuning(), ...command } : command),
  };
}

async function openLab(
  runtime: Runtime,
  { onMessage, onCrash, threads = cores(), images }: RuntimeOptions,
): Promise<Headless> {
  if (runtime.kind === "browser") {
    const { engine } = runtime;
    const given = images?.files === undefined ? {} : { images: images.files };
    return openHeadless({ root: findRoot(), gpu: wantsWebGpu(engine), onMessage, onCrash, ...given });
  }
  const { openNode } = await import("./nodeRuntime");
  return openNode({
    engine: runtime.engine,
    onMessage,
    cores: threads,
    ...(images?.cache === undefined ? {} : { cache: images.cache }),
  });
}
