import type { EngineChoice } from "../protocol/engineChoice";
import type { Fault, Reason } from "../protocol/event";
import { FaultError, reasonOf } from "../protocol/faultError";
import { openDevice, type EngineDevice } from "./device";
import type { Engine } from "./engine";
import type { Executor } from "./executor";
import { passesSelfTest } from "./selfTest";
import { openTfjs, webglLoss, type TfjsBackend } from "./tfjs/openBackend";
import { untilLost } from "./untilLost";

/** What was tried and did not work. */
type Refusal = Extract<Fault, { readonly code: "noEngine" }>["tried"][number];

type Concrete = Exclude<EngineChoice, "auto">;

/** Best first: our own kernels, then tfjs on the same device, then without WebGPU. */
const AUTO_ORDER: readonly Concrete[] = ["compiled", "tfjs-webgpu", "tfjs-webgl", "tfjs-cpu"];

/** No engine works here; it says what was tried. */
class EngineError extends FaultError {
  readonly code = "no-engine";
}

/**
 * Opens the engine that was asked for, or with `auto` the best one that starts and passes the gradient self-test.
 * @throws EngineError naming every engine that was tried and why it was refused.
 */
export async function openEngine(choice: EngineChoice): Promise<Engine> {
  const refusals: Refusal[] = [];
  for (const candidate of choice === "auto" ? AUTO_ORDER : [choice]) {
    try {
      // The first refusal says why the best engine is not used; later ones follow from it.
      const engine = await openOne(candidate, choice === "auto" ? refusals[0]?.why : undefined);
      const why = await passesSelfTest(engine);
      if (why === undefined) return engine;
      engine.dispose();
      refusals.push({ engine: candidate, why });
    } catch (error) {
      refusals.push({ engine: candidate, why: reasonOf(error) });
    }
  }
  throw new EngineError({ code: "noEngine", tried: refusals });
}

async function openOne(choice: Concrete, why: Reason | undefined): Promise<Engine> {
  switch (choice) {
    case "compiled":
      return compiled();
    case "wasm":
      return (await import("./wasm/openWasm")).openWasm(why);
    case "tfjs-webgpu":
      return tfjs("webgpu", why, await openDevice());
    case "tfjs-webgl":
      return tfjs("webgl", why);
    case "tfjs-cpu":
      return tfjs("cpu", why);
    default:
      return choice satisfies never;
  }
}

async function compiled(): Promise<Engine> {
  const device = await openDevice();
  const { createCompiledExecutor } = await import("./compiled/compiledExecutor");
  return {
    record: { engine: "compiled", backend: "webgpu", adapter: device.adapter.name },
    software: device.adapter.kind === "software",
    augments: true,
    fault: () => device.fault,
    answers: () => device.answers,
    create: (plan, onProgress) => createCompiledExecutor(plan, device, onProgress),
    dispose: () => device.dispose(),
  };
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
