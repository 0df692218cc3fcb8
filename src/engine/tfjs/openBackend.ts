import { FaultError } from "../../protocol/faultError";
import { DeviceError } from "../deviceError";
import type { EngineFacts } from "../executor";
import { registerCpuFilterGradient } from "./cpuFilterGradient";
import * as tf from "./tf";

export type TfjsBackend = "webgpu" | "webgl" | "cpu";

/** A device that somebody else owns, with what its adapter says of itself. */
export interface SharedDevice {
  readonly device: GPUDevice;
  readonly info: { readonly vendor: string; readonly architecture: string; readonly name: string };
}

/**
 * Loads and activates one tfjs backend; its code is fetched on demand.
 * @param device the GPU device to share on webgpu; tfjs requests one of its own when it is absent.
 * @throws Error when the backend does not start here.
 */
export async function openTfjs(backend: TfjsBackend, device?: SharedDevice): Promise<EngineFacts> {
  const adapter = await load(backend, device);
  if (!(await tf.setBackend(backend))) throw new FaultError({ code: "backendRefused", backend });
  await tf.ready();
  // Multiplication programs that split the inner sum add with float atomics, in an order that differs from run to run.
  // MatMulPackedProgram (3) sums in a fixed order, so that a replay gives the same bits.
  if (backend === "webgpu") tf.env().set("WEBGPU_MATMUL_PROGRAM_TYPE", 3);
  return { engine: "tfjs", backend, adapter };
}

async function load(backend: TfjsBackend, shared?: SharedDevice): Promise<string> {
  switch (backend) {
    case "webgpu": {
      const { WebGPUBackend } = await import("@tensorflow/tfjs-backend-webgpu");
      if (shared === undefined) return "";
      // Our own device: one owner, its features and limits, and its loss is seen.
      tf.removeBackend("webgpu");
      tf.registerBackend("webgpu", () => new WebGPUBackend(shared.device, adapterInfo(shared)), 3);
      return shared.info.name;
    }
    case "webgl": {
      const { MathBackendWebGL } = await import("@tensorflow/tfjs-backend-webgl");
      // A lost context takes the backend along; a new one asks the browser for another.
      if (contextOf(tf.findBackend("webgl"))?.isContextLost() === true) {
        tf.removeBackend("webgl");
        tf.registerBackend("webgl", () => new MathBackendWebGL(), 2);
      }
      return "";
    }
    case "cpu":
      await import("@tensorflow/tfjs-backend-cpu");
      registerCpuFilterGradient();
      return "";
    default:
      return backend satisfies never;
  }
}

/** What the webgl backend draws with; undefined for any other. */
function contextOf(backend: unknown): WebGL2RenderingContext | undefined {
  return (backend as { readonly gpgpu?: { readonly gl?: WebGL2RenderingContext } } | null | undefined)?.gpgpu?.gl;
}

/**
 * Resolves once the context of the active webgl backend is lost, which tfjs waits out for ever.
 * @returns undefined where another backend is active.
 */
export function webglLoss(): Promise<DeviceError> | undefined {
  const context = contextOf(tf.backend());
  if (context === undefined) return undefined;
  return new Promise((resolve) => {
    const tell = (): void => resolve(new DeviceError("device-lost", { code: "webglTaken" }));
    context.canvas.addEventListener("webglcontextlost", tell, { once: true });
    if (context.isContextLost()) tell();
  });
}

/** tfjs reads vendor and architecture alone, to choose between its programs. */
function adapterInfo({ info }: SharedDevice): GPUAdapterInfo {
  return { vendor: info.vendor, architecture: info.architecture } as GPUAdapterInfo;
}
