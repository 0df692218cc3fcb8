import { PipelineCache } from "./compiled/pipelineCache";
import { DeviceError } from "./deviceError";
import { whereWebGpuIs } from "./webgpuSupport";

export { DeviceError, type DeviceErrorCode } from "./deviceError";

/** What the browser tells about the adapter. */
export interface AdapterFacts {
  readonly vendor: string;
  readonly architecture: string;
  /** The name for people: description, or vendor and architecture; empty when the browser says nothing. */
  readonly name: string;
  readonly isFallback: boolean;
  /** Decides which kernel variants are used: a CPU in disguise likes no barriers and few threads. */
  readonly kind: "software" | "gpu";
}

/** Something that lives on the device and goes down with it. */
export interface DeviceResident {
  /** Frees the resources. Called at most once by the device, with the fault if there was one. */
  release(fault: DeviceError | undefined): void;
}

/** How long the browser may take to name an adapter or to open a device: starting a driver takes two or three seconds. */
const ANSWER_MS = 15_000;

/** The one owner of the `GPUDevice`; executors, tfjs and tests share it. */
export class EngineDevice {
  readonly gpu: GPUDevice;
  readonly adapter: AdapterFacts;
  /** Compute pipelines by shader text, shared by everything on this device. */
  readonly pipelines: PipelineCache;
  /** Resolves (never rejects) when the device is gone, whether lost or disposed. */
  readonly lost: Promise<DeviceError>;
  /**
   * Whether the browser looks for finished work on a timer of 100 ms unless something is submitted.
   * Source: Firefox, Mozilla's bug 1870699.
   */
  readonly completesOnTimer: boolean;
  readonly #residents = new Set<DeviceResident>();
  #fault: DeviceError | undefined;
  #answers = 0;

  constructor(gpu: GPUDevice, adapter: AdapterFacts) {
    this.gpu = gpu;
    this.adapter = adapter;
    this.pipelines = new PipelineCache(gpu);
    this.completesOnTimer = /\bFirefox\//.test(userAgent());
    gpu.addEventListener("uncapturederror", (event) => {
      if (event.error instanceof GPUOutOfMemoryError) {
        this.#fail(new DeviceError("out-of-memory", { code: "outOfMemory", told: event.error.message }));
      } else {
        this.#fail(new DeviceError("device-lost", { code: "commandRefused", told: event.error.message }));
      }
    });
    this.lost = gpu.lost.then((info) => {
      const why = info.message === "" ? info.reason : info.message;
      const error = new DeviceError("device-lost", { code: "deviceGone", told: why });
      this.#fail(error);
      return this.#fault ?? error;
    });
  }

  /** The first fault; nothing runs after it. */
  get fault(): DeviceError | undefined {
    return this.#fault;
  }

  /** How often it has answered so far: results read back, shaders compiled. One that hangs answers no more. */
  get answers(): number {
    return this.#answers + this.pipelines.ready;
  }

  noteAnswer(): void {
    this.#answers += 1;
  }

  /**
   * Ties the life of a resident to the device's.
   * @returns the untying, for residents that end earlier.
   */
  host(resident: DeviceResident): () => void {
    this.#residents.add(resident);
    return () => this.#residents.delete(resident);
  }

  /** Bytes of the largest buffer that a kernel can see whole. */
  get largestBuffer(): number {
    return Math.min(this.gpu.limits.maxBufferSize, this.gpu.limits.maxStorageBufferBindingSize);
  }

  /**
   * A buffer of `bytes` bytes, rounded up to 16.
   * @throws DeviceError `out-of-memory` before anything is asked of the device when a limit would be exceeded.
   */
  createBuffer(label: string, bytes: number, usage: number): GPUBuffer {
    if (this.#fault !== undefined) throw this.#fault;
    const size = Math.max(16, Math.ceil(bytes / 16) * 16);
    const limit = this.largestBuffer;
    if (size > limit) {
      throw new DeviceError("out-of-memory", { code: "tooLarge", what: label, bytes: size, limit });
    }
    return this.gpu.createBuffer({ label, size, usage });
  }

  /** Frees the device and everything on it; pending work rejects with `device-lost`. */
  dispose(): void {
    this.#fail(new DeviceError("device-lost", { code: "deviceDisposed" }));
    this.gpu.destroy();
  }

  #fail(fault: DeviceError): void {
    if (this.#fault !== undefined) return;
    this.#fault = fault;
    for (const resident of this.#residents) resident.release(fault);
    this.#residents.clear();
  }
}

/** WebGPU as a browser offers it; Node has none of its own. */
const browsersGpu = (): GPU | undefined => (globalThis.navigator as Navigator | undefined)?.gpu as GPU | undefined;

/** What the browser tells of the adapter that a device would be opened on; undefined where there is none. */
export async function adapterFacts(): Promise<AdapterFacts | undefined> {
  const gpu = browsersGpu();
  const adapter = await (gpu && inTime(gpu.requestAdapter(POWERFUL), () => undefined));
  return adapter ? describe(adapter) : undefined;
}

/** Which adapter is asked for. */
const POWERFUL: GPURequestAdapterOptions = { powerPreference: "high-performance" };

/**
 * Opens a device with all that its adapter offers.
 * @param gpu the browser's WebGPU when absent.
 * @throws DeviceError `insecure`, `no-webgpu` or `no-adapter`.
 */
export async function openDevice(gpu = browsersGpu()): Promise<EngineDevice> {
  if (gpu === undefined) {
    if (globalThis.isSecureContext === false) {
      throw new DeviceError("insecure", { code: "insecurePage" });
    }
    throw new DeviceError("no-webgpu", { code: "noWebGpu", place: whereWebGpuIs(userAgent()) });
  }
  try {
    return await requestDevice(gpu);
  } catch {
    // A driver that is being restarted has nothing to offer for a moment.
    return requestDevice(gpu);
  }
}

async function requestDevice(gpu: GPU): Promise<EngineDevice> {
  const adapter = await inTime(gpu.requestAdapter(POWERFUL), () => undefined);
  if (adapter === null) {
    throw new DeviceError("no-adapter", { code: "noAdapter" });
  }
  const facts = describe(adapter);
  const features: GPUFeatureName[] = adapter.features.has("timestamp-query") ? ["timestamp-query"] : [];
  const asked = adapter.requestDevice({ requiredFeatures: features, requiredLimits: allLimits(adapter.limits) });
  return new EngineDevice(await inTime(asked, (late) => late.destroy()), facts);
}

/**
 * @param discard what to do with an answer that nobody waits for any more.
 * @throws DeviceError `no-adapter` when the browser does not answer.
 */
function inTime<T>(answer: Promise<T>, discard: (late: T) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    let waiting = true;
    const timer = setTimeout(() => {
      waiting = false;
      reject(new DeviceError("no-adapter", { code: "noAnswer", seconds: ANSWER_MS / 1000 }));
    }, ANSWER_MS);
    answer.then(
      (value) => {
        clearTimeout(timer);
        if (waiting) resolve(value);
        else discard(value);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error instanceof Error ? error : new Error(String(error)));
      },
    );
  });
}

/** What the browser says of itself; Node before 21 says nothing. */
function userAgent(): string {
  return (globalThis.navigator as Navigator | undefined)?.userAgent ?? "";
}

/** The limits that matter for compute, at the adapter's values instead of the cautious defaults. */
function allLimits(limits: GPUSupportedLimits): Record<string, number> {
  return {
    maxBufferSize: limits.maxBufferSize,
    maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
    maxStorageBuffersPerShaderStage: limits.maxStorageBuffersPerShaderStage,
    maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
    maxComputeWorkgroupSizeX: limits.maxComputeWorkgroupSizeX,
    maxComputeWorkgroupSizeY: limits.maxComputeWorkgroupSizeY,
    maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
    maxComputeWorkgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
  };
}

function describe(adapter: GPUAdapter): AdapterFacts {
  // Browsers of the first years tell nothing of the adapter, or tell elsewhere whether it is a fallback.
  const info = adapter.info as Partial<GPUAdapterInfo> | undefined;
  const { vendor = "", architecture = "", description = "" } = info ?? {};
  const isFallback = info?.isFallbackAdapter ?? (adapter as { isFallbackAdapter?: boolean }).isFallbackAdapter ?? false;
  const told = description === "" ? [vendor, architecture].filter((part) => part !== "").join(" ") : description;
  const software = isFallback || /swiftshader|llvmpipe|lavapipe|basic render/i.test(`${architecture} ${description}`);
  return { vendor, architecture, name: told, isFallback, kind: software ? "software" : "gpu" };
}
