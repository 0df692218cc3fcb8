import { Worker } from "node:worker_threads";
import type { DatasetCache } from "../../src/data/datasetCache";
import type { Engine } from "../../src/engine/engine";
import { openCompiled } from "../../src/engine/compiled/openCompiled";
import { openOnly } from "../../src/engine/openTested";
import { openWasm } from "../../src/engine/wasm/openWasm";
import type { ArmPort, FromArms } from "../../src/engine/wasm/remote/messages";
import type { RunSnapshot, Teachers, WorkerMessage } from "../../src/protocol/command";
import { parseCommand } from "../../src/protocol/guards";
import { after } from "../../src/tasks/after";
import { createSession } from "../../src/worker/session";
import type { Headless, HeadlessMessage } from "./headless";
import type { NodeEngine } from "./nodeEngines";
import { storedForm, type StoredSnapshot } from "./snapshotFile";
import { floats, type StoredTeacher } from "./teachers";

const now = (): number => performance.now();
/** Beside this bundle. */
const THREAD = "./armThread.mjs";

interface NodeOptions {
  readonly engine: NodeEngine;
  readonly onMessage: (message: HeadlessMessage) => void;
  /** Threads that arms may compute in at once. */
  readonly cores: number;
  readonly cache?: DatasetCache;
}

/**
 * The training worker's session in this process, without a browser: the page's own trainer on the engine in WebAssembly,
 * whose arms compute in threads and whose numbers are a browser's to the last bit, or on the compiled engine, on this
 * machine's graphics card.
 */
export function openNode({ engine: name, onMessage, cores, cache }: NodeOptions): Headless {
  let engine: Engine | undefined;
  const session = createSession({
    post: (message) => onMessage(written(message)),
    now,
    after,
    ...(cache === undefined ? {} : { cache }),
    async openEngine() {
      engine = await openOnly(name, () => open[name](cores));
      return engine;
    },
  });
  return {
    send: async (command) => session.handle(parseCommand(read(command))),
    close: async () => engine?.dispose(),
  };
}

const open: { readonly [Name in NodeEngine]: (cores: number) => Promise<Engine> } = {
  wasm: (cores) => openWasm(undefined, { open: openThread, cores }),
  compiled: async () => openCompiled(await (await import("./nodeGpu")).openNodeDevice(), undefined, now),
};

function openThread(): ArmPort {
  const thread = new Worker(new URL(THREAD, import.meta.url));
  return {
    post: (message) => thread.postMessage(message),
    listen(onMessage, onEnd) {
      thread.on("message", (message: FromArms) => onMessage(message));
      thread.on("messageerror", ({ message }) => onEnd(message));
      thread.on("error", (error) => onEnd(error instanceof Error ? error.message : String(error)));
      thread.on("exit", (status) => onEnd(`exit ${status}`));
    },
    close: () => void thread.terminate(),
  };
}

/** As it leaves a browser, so that commands need not know where a run is trained. */
function written(message: WorkerMessage): HeadlessMessage {
  return message.type === "snapshot" ? { ...message, snapshot: storedForm(message.snapshot) } : message;
}

/** What commands hand to a browser as text becomes numbers again. */
function read(command: { readonly [key: string]: unknown }): unknown {
  const resumeFrom = command["resumeFrom"] as StoredSnapshot | undefined;
  const teachers = command["teachers"] as readonly StoredTeacher[] | undefined;
  return {
    ...command,
    ...(resumeFrom === undefined ? {} : { resumeFrom: snapshotOf(resumeFrom) }),
    ...(teachers === undefined ? {} : { teachers: teachersFrom(teachers) }),
  };
}

function snapshotOf({ link: _, arms, ...carried }: StoredSnapshot): RunSnapshot {
  return {
    ...carried,
    arms: arms.map(({ tensors, variants }) => ({ variants, tensors: tensorsOf(tensors) })),
  };
}

function teachersFrom(teachers: readonly StoredTeacher[]): Teachers {
  return new Map(teachers.map(([key, tensors]) => [key, tensorsOf(tensors)]));
}

function tensorsOf(tensors: StoredTeacher[1]): ReadonlyMap<string, Float32Array> {
  return new Map(tensors.map(([name, text]) => [name, floats(text)]));
}
