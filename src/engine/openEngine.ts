import type { EngineChoice } from "../protocol/engineChoice";
import { openDevice, type EngineDevice } from "./device";
import type { Engine } from "./engine";
import type { Executor } from "./executor";
import { passesSelfTest } from "./selfTest";
import { openTfjs, webglLoss, type TfjsBackend } from "./tfjs/openBackend";
import { untilLost } from "./untilLost";

/** What was tried and did not work, in the words shown to the user. */
interface Refusal {
  readonly choice: Exclude<EngineChoice, "auto">;
  readonly reason: string;
}

type Concrete = Exclude<EngineChoice, "auto">;

/** Best first: our own kernels, then tfjs on the same device, then without WebGPU. */
const AUTO_ORDER: readonly Concrete[] = ["compiled", "tfjs-webgpu", "tfjs-webgl", "tfjs-cpu"];

/** No engine works here; the message lists what was tried. */
export class EngineError extends Error {
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
      const engine = await openOne(candidate, choice === "auto" ? reasonOf(refusals) : undefined);
      const failure = await passesSelfTest(engine);
      if (failure === undefined) return engine;
      engine.dispose();
      refusals.push({ choice: candidate, reason: failure });
    } catch (error) {
      refusals.push({ choice: candidate, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  throw new EngineError(
    `no engine works here: ${refusals.map((refusal) => `${refusal.choice}: ${refusal.reason}`).join("; ")}`,
  );
}

/** The first refusal says why the best engine is not used; later ones follow from it. */
function reasonOf(refusals: readonly Refusal[]): string | undefined {
  return refusals[0]?.reason;
}

async function openOne(choice: Concrete, reason: string | undefined): Promise<Engine> {
  switch (choice) {
    case "compiled":
      return compiled();
    case "tfjs-webgpu":
      return tfjs("webgpu", reason, await openDevice());
    case "tfjs-webgl":
      return tfjs("webgl", reason);
    case "tfjs-cpu":
      return tfjs("cpu", reason);
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

async function tfjs(backend: TfjsBackend, reason: string | undefined, device?: EngineDevice): Promise<Engine> {
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
      ...(reason === undefined ? {} : { reason }),
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
