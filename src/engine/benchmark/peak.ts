import { kernel, read, write, type Kernel } from "../compiled/kernel";
import type { EngineDevice } from "../device";

/*
 * What an adapter can do at best: a kernel that multiplies and adds and loads next to nothing. Each invocation keeps eight
 * vectors of four sums, so that no sum waits for itself. Two runs, one twice as long as the other, are timed: their
 * difference is free of what starting and hearing back cost.
 */

const INVOCATIONS = 256;
const CHAINS = 8;
/** Multiply-adds of one round of an invocation. */
const PER_ROUND = CHAINS * 4;
/** Long enough for the clock, and far from any watchdog. */
const LONG_ENOUGH_MS = 40;
const MOST_ROUNDS = 1 << 16;
const REPEATS = 3;
/** Workgroups: many for a card's hundred cores, few for a processor's. */
const WORKGROUPS = { gpu: 2048, software: 16 } as const;

function multiplyAdd(rounds: number, workgroups: number): Kernel {
  const chains = Array.from({ length: CHAINS }, (_, index) => index);
  return kernel({
    family: "multiplyAdd",
    bindings: [read("start", 2, "vec4f"), write("sums", workgroups * INVOCATIONS)],
    workgroupSize: [INVOCATIONS, 1, 1],
    workgroups: [workgroups, 1, 1],
    body: [
      "  let factor = start[0];",
      "  let term = start[1];",
      ...chains.map((chain) => `  var a${chain} = term * f32(id.x % 64u + ${chain}u);`),
      `  for (var round = 0; round < ${rounds}; round++) {`,
      ...chains.map((chain) => `    a${chain} = fma(a${chain}, factor, term);`),
      "  }",
      `  let all = ${chains.map((chain) => `a${chain}`).join(" + ")};`,
      "  sums[id.x] = all.x + all.y + all.z + all.w;",
    ].join("\n"),
    work: 2 * rounds * PER_ROUND * INVOCATIONS * workgroups,
  });
}

/**
 * GFLOP/s in single precision.
 * @param now milliseconds, monotonic.
 */
export async function estimatePeak(device: EngineDevice, now: () => number): Promise<number> {
  const workgroups = WORKGROUPS[device.adapter.kind];
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST;
  const start = device.createBuffer("peak start", 32, usage);
  const sums = device.createBuffer("peak sums", 4 * workgroups * INVOCATIONS, usage);
  // Factors below one: the sums stay ordinary numbers however long the run is.
  device.gpu.queue.writeBuffer(start, 0, Float32Array.of(0.5, 0.25, 0.75, 0.125, 1, 2, 3, 4));
  const run = async (rounds: number): Promise<number> => {
    const code = multiplyAdd(rounds, workgroups);
    const pipeline = await device.pipelines.get(code);
    const bindings = device.gpu.createBindGroup({
      layout: device.pipelines.layout(code),
      entries: [start, sums].map((buffer, binding) => ({ binding, resource: { buffer } })),
    });
    let best = Number.POSITIVE_INFINITY;
    for (let repeat = 0; repeat < REPEATS; repeat += 1) {
      const encoder = device.gpu.createCommandEncoder();
      const pass = encoder.beginComputePass();
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, bindings);
      pass.dispatchWorkgroups(workgroups);
      pass.end();
      const at = now();
      device.gpu.queue.submit([encoder.finish()]);
      await device.gpu.queue.onSubmittedWorkDone();
      best = Math.min(best, now() - at);
    }
    return best;
  };
  try {
    let rounds = 64;
    let ms = await run(rounds);
    for (;;) {
      const twice = await run(2 * rounds);
      const difference = twice - ms;
      if (difference >= LONG_ENOUGH_MS || 2 * rounds >= MOST_ROUNDS) {
        // A run that is not longer for twice the work was over before the clock moved: the whole of it is the bound.
        return (
          multiplyAdd(difference > 0 ? rounds : 2 * rounds, workgroups).work /
          (difference > 0 ? difference : twice) /
          1e6
        );
      }
      [rounds, ms] = [2 * rounds, twice];
    }
  } finally {
    start.destroy();
    sums.destroy();
  }
}
