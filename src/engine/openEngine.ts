import type { EngineChoice, EngineName } from "../protocol/engineChoice";
import type { Reason } from "../protocol/event";
import { chooseEngine, type ChoiceOptions } from "./chooseEngine";
import { openDevice, type EngineDevice } from "./device";
import type { Engine } from "./engine";
import type { Executor } from "./executor";
import { machineName } from "./machineName";
import { openOnly, openTested } from "./openTested";
import { openTfjs, webglLoss, type TfjsBackend } from "./tfjs/openBackend";
import { timeEngine } from "./timeEngine";
import { untilLost } from "./untilLost";

export interface OpenOptions extends ChoiceOptions {
  /** Milliseconds, monotonic: engines are timed with it. */
  readonly now: () => number;
}

/**
 * Opens the engine that was asked for, or with `auto` the fastest one that starts and passes the gradient self-test.
 * @throws EngineError naming every engine that was tried and why it was refused.
 */
export function openEngine(choice: EngineChoice, options: OpenOptions): Promise<Engine> {
  const { now } = options;
  if (choice !== "auto") return openByName(choice, now);
  const opener = {
    open: (name: EngineName, why?: Reason) => openTested(() => openOne(name, why, now)),
    time: (engine: Engine) => timeEngine(engine, now),
    machine: machineName,
  };
  return chooseEngine(opener, options);
}

/** Opens an engine that has to be this one. @throws EngineError saying why it is none here. */
export const openByName = (name: EngineName, now?: () => number): Promise<Engine> =>
  openOnly(name, () => openOne(name, undefined, now));

async function openOne(name: EngineName, why: Reason | undefined, now: (() => number) | undefined): Promise<Engine> {
  switch (name) {
    case "compiled":
      return compiled(why, now);
    case "wasm":
      return (await import("./wasm/openWasm")).openWasm(why);
    case "tfjs-webgpu":
      return tfjs("webgpu", why, await openDevice());
    case "tfjs-webgl":
      return tfjs("webgl", why);
    case "tfjs-cpu":
      return tfjs("cpu", why);
    default:
      return name satisfies never;
  }
}

async function compiled(why: Reason | undefined, now: (() => number) | undefined): Promise<Engine> {
  const device = await openDevice();
  return (await import("./compiled/openCompiled")).openCompiled(device, why, now);
}

async function tfjs(backend: TfjsBackend, why: Reason | undefined, device?: EngineDevice): Promise<Engine> {
  const facts = await openTfjs(backend, device && { device: device.gpu, info: device.adapter });
  const { TfjsExecutor } = await import("./tfjs/tfjsExecutor");
  const loss = backend === "webgl" ? webglLoss() : undefined;
  let lost: Error | undefined;
  void loss?.then((error) => (lost = error));
  return {
    record: {
      engine: "tfjs",
      backend,
      adapter: device?.adapter.name ?? facts.adapter,
      ...(why === undefined ? {} : { why }),
    },
    software: device === undefined ? backend === "cpu" : device.adapter.kind === "software",
    augments: false,
    fault: () => device?.fault ?? lost,
    create(plan) {
      const executor = new TfjsExecutor(plan, facts);
      return Promise.resolve(loss === undefined ? executor : untilLost<Executor>(executor, loss));
    },
    dispose: () => device?.dispose(),
  };
}
