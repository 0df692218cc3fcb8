import type { Kernel } from "./kernel";

/** Compute pipelines by shader text: layers, arms, training and evaluation of equal shapes share them. */
export class PipelineCache {
  readonly #gpu: GPUDevice;
  readonly #pipelines = new Map<string, Promise<GPUComputePipeline>>();
  #ready = 0;
  readonly #layouts = new Map<string, { readonly group: GPUBindGroupLayout; readonly pipeline: GPUPipelineLayout }>();

  constructor(gpu: GPUDevice) {
    this.#gpu = gpu;
  }

  /** Number of different shaders so far. */
  get size(): number {
    return this.#pipelines.size;
  }

  /** Number of shaders that are compiled. */
  get ready(): number {
    return this.#ready;
  }

  /** The bind group layout of a kernel. */
  layout(kernel: Kernel): GPUBindGroupLayout {
    return this.#layout(kernel.access).group;
  }

  /** The pipeline of a kernel; compilation starts at the first call and runs beside others. */
  get(kernel: Kernel): Promise<GPUComputePipeline> {
    const known = this.#pipelines.get(kernel.code);
    if (known !== undefined) return known;
    const pipeline = this.#gpu
      .createComputePipelineAsync({
        label: kernel.family,
        layout: this.#layout(kernel.access).pipeline,
        compute: { module: this.#gpu.createShaderModule({ label: kernel.family, code: kernel.code }) },
      })
      .catch((cause: unknown) => {
        throw new Error(`${kernel.family} does not compile: ${String(cause)}\n${kernel.code}`, { cause });
      });
    const count = (): void => void (this.#ready += 1);
    pipeline.then(count, count);
    this.#pipelines.set(kernel.code, pipeline);
    return pipeline;
  }

  #layout(access: string): { readonly group: GPUBindGroupLayout; readonly pipeline: GPUPipelineLayout } {
    const known = this.#layouts.get(access);
    if (known !== undefined) return known;
    const entries = [...access].map((letter, binding): GPUBindGroupLayoutEntry => ({
      binding,
      visibility: GPUShaderStage.COMPUTE,
      buffer: { type: letter === "u" ? "uniform" : letter === "r" ? "read-only-storage" : "storage" },
    }));
    const group = this.#gpu.createBindGroupLayout({ entries });
    const made = { group, pipeline: this.#gpu.createPipelineLayout({ bindGroupLayouts: [group] }) };
    this.#layouts.set(access, made);
    return made;
  }
}
