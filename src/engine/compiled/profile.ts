import type { EngineDevice } from "../device";
import type { Program } from "./program";
import { Readback } from "./readback";

/** What one dispatch took. */
export interface ProfileEntry {
  readonly family: string;
  /** Estimated floating-point operations. */
  readonly work: number;
  readonly ms: number;
}

/**
 * Times every dispatch of a program by timestamps; the program runs once more, on whatever lies in its inputs.
 * @throws Error where the device has no timestamps.
 */
export async function profileProgram(device: EngineDevice, program: Program): Promise<readonly ProfileEntry[]> {
  const { gpu } = device;
  if (!gpu.features.has("timestamp-query")) throw new Error("this device has no timestamp queries");
  const count = program.dispatches;
  const querySet = gpu.createQuerySet({ type: "timestamp", count: 2 * count });
  const usage = GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC;
  const resolved = device.createBuffer("timestamps", 16 * count, usage);
  const readback = new Readback(device, "timestamps readback", 16 * count);
  const submit = (encode: (encoder: GPUCommandEncoder) => void): void => {
    const encoder = gpu.createCommandEncoder();
    encode(encoder);
    gpu.queue.submit([encoder.finish()]);
  };
  try {
    submit((encoder) => {
      program.encodeTimed(encoder, querySet);
      encoder.resolveQuerySet(querySet, 0, 2 * count, resolved, 0);
    });
    const times = await readback.read(
      submit,
      { buffer: resolved, offset: 0 },
      (view) => new BigUint64Array(view.slice(0)),
    );
    return program.profile.map(({ family, work }, index) => ({
      family,
      work,
      ms: Number((times[2 * index + 1] ?? 0n) - (times[2 * index] ?? 0n)) / 1e6,
    }));
  } finally {
    querySet.destroy();
    resolved.destroy();
    readback.destroy();
  }
}
