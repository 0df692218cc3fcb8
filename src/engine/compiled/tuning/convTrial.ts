import type { EngineDevice } from "../../device";
import { Arena } from "../../plan/region";
import type { Planned } from "../../plan/operations";
import type { ConvShape } from "../../plan/shapes";
import { emitKernels } from "../emit/family";
import { convKey } from "../kernels/convShape";
import { showTile, type ConvTile } from "../kernels/convTile";
import { Memory } from "../memory";
import { Program } from "../program";
import { Readback } from "../readback";

/** A convolution with both its gradients, compiled in several ways over the same memory. */
export interface ConvTrial {
  /**
   * Runs one of the ways so many times, one after the other, and waits until the device is done.
   * @param way index of the tile.
   */
  run(way: number, times: number): Promise<void>;
  dispose(): void;
}

/**
 * Compiles the very dispatches that training would use: forward, filter gradient, input gradient.
 * @throws DeviceError when memory does not suffice or the device is lost.
 */
export async function openConvTrial(
  device: EngineDevice,
  shape: ConvShape,
  tiles: readonly ConvTile[],
): Promise<ConvTrial> {
  const memory = new Memory(device);
  const adapterKind = device.adapter.kind;
  const operations = operationsOf(shape);
  const end = new Arena("trial end");
  end.slot("end", 1);
  let readback: Readback | undefined;
  const dispose = (): void => {
    readback?.destroy();
    memory.destroy();
  };
  try {
    const programs = await Promise.all(
      tiles.map((tile) => {
        const variants = new Map([[convKey(shape), showTile(tile)]]);
        const dispatches = emitKernels(operations, { adapterKind, variants });
        // The pipelines that training uses, however many instances they run there.
        return Program.build(device, memory, dispatches, { merging: adapterKind === "gpu" ? "alone" : "none" });
      }),
    );
    const source = memory.arena(end);
    const back = new Readback(device, "trial readback", 4);
    readback = back;
    return {
      async run(way, times) {
        const program = programs[way];
        if (program === undefined) throw new RangeError(`way ${way} of ${programs.length}`);
        for (let time = 1; time < times; time += 1) program.run(() => undefined);
        await back.read(
          (last) => program.run(last),
          source,
          () => undefined,
        );
      },
      dispose,
    };
  } catch (error) {
    dispose();
    throw error;
  }
}

function operationsOf(shape: ConvShape): readonly Planned[] {
  const { batch, height, width, inputs, outHeight, outWidth, outputs, kernel, groups } = shape;
  /** Each in a buffer of its own, as neighbours in an arena may not be read and written at once. */
  const buffer = (name: string, words: number) => new Arena(`trial ${name}`).slot(name, words);
  const filter = kernel * kernel * (inputs / groups) * outputs;
  const x = buffer("x", batch * height * width * inputs);
  const w = buffer("w", filter);
  const y = buffer("y", batch * outHeight * outWidth * outputs);
  const dy = buffer("dy", y.words);
  const dw = buffer("dw", filter);
  const dx = buffer("dx", x.words);
  return [
    { op: "conv", facts: { shape }, reads: { x, w, bias: undefined }, writes: { y } },
    { op: "convFilterGradient", facts: { shape }, reads: { x, dy }, writes: { dw } },
    { op: "convInputGradient", facts: { shape, accumulate: false }, reads: { dy, w }, writes: { dx } },
  ];
}
