/**
 * What share of a training step its input has: `npm run bench:input`
 *
 * 50,000 random images of CIFAR-100's size; a network so small that the input is not hidden behind the work. In this process, one
 * arm: making a batch's images (which, their changes, normalisation) apart, then whole steps, on WebAssembly and on the compiled
 * engine, as the lab runs it without a browser; with mirror and shift as in most papers, and with the two views of CDS's authors.
 */
import { loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { createServer } from "vite";
import { root } from "./setup.mjs";
import { softwareDriver } from "./vulkan.mjs";
import { kernelsPlugin } from "./wasm.mjs";

const CLASSES = 100;
const TRAINED = 50_000;
const BYTES = 32 * 32 * 3;
const BATCH = 128;
const STEPS = 24;
/** ResNet-8, width 8, two branches. */
const SETTINGS = "resnet.width=8&bs=128&n=391&ev=100000&ei=512&pr=0";

const CHANGES = [
  { what: "mirror and shift", arm: "dsn;f=s1b1,s2b1", changes: { flip: true, shift: 4 } },
  {
    what: "two views of CDS's authors",
    arm: "cds;f=s1b1~projection,s2b1~projection",
    changes: { flip: true, shift: 4, cutout: 16, jitter: 0.4, hue: 0.1, grey: 0.2, views: "cds" },
  },
];

/** Prints how long the input of a step takes beside the step. */
export async function inputShare() {
  const driver = softwareDriver();
  if (driver !== undefined) process.env["VK_DRIVER_FILES"] ??= driver;
  const server = await createServer({
    root,
    configFile: false,
    logLevel: "error",
    plugins: [kernelsPlugin()],
    server: { middlewareMode: true, hmr: false, watch: null },
    appType: "custom",
  });
  try {
    const load = (/** @type {string} */ path) => server.ssrLoadModule(path);
    const parts = Object.assign(
      {},
      ...(await Promise.all(
        [
          "/src/data/augment/augmentation.ts",
          "/src/data/sourceBuilder.ts",
          "/src/data/batchSource.ts",
          "/src/experiment/link/decode.ts",
          "/src/experiment/expansion.ts",
          "/src/experiment/network.ts",
          "/src/training/stepInput.ts",
        ].map(load),
      )),
    );
    const images = new Uint8Array(TRAINED * BYTES).map((_, at) => Math.imul(at, 2654435761) >>> 24);
    const labels = Uint16Array.from({ length: TRAINED }, (_, index) => index % CLASSES);
    const set = { count: TRAINED, height: 32, width: 32, channels: 3, images, labels };
    for (const engine of [await wasm(load), await compiled(load)]) {
      for (const { what, arm, changes } of CHANGES) {
        const { input, step } = await measure(parts, set, engine, arm, changes);
        const share = ((100 * input) / step).toFixed(1);
        const busy = (loadavg()[0] ?? Number.NaN).toFixed(1);
        console.log(
          `input on ${engine.name}, ${what}: ${input.toFixed(2)} ms beside a step of ${step.toFixed(0)} ms, ${share} % (goal 3 %); load ${busy}`,
        );
      }
      engine.opened.dispose();
    }
  } finally {
    await server.close();
  }
}

/**
 * Medians, in milliseconds.
 * @param {any} parts
 * @param {object} set
 * @param {{ opened: any, feed: (source: any) => Promise<{ make: (source: any) => unknown, end: () => void }> }} engine
 * @param {string} arm
 * @param {object} changes
 */
async function measure(parts, set, engine, arm, changes) {
  const { experiment: drawn } = parts.decodeLink(`#v1&${SETTINGS}&A=${arm}`);
  const { dataset: unset } = parts.decodeLink("#v1&d=files").experiment;
  const experiment = { ...drawn, dataset: { ...unset, sizes: [32, 32, 3, CLASSES, TRAINED, 10_000] } };
  const [{ graph, plan, probeTerms }] = parts.builtNetworks(experiment);
  const { views } = plan;
  const info = { channels: 3, normalise: { mean: 0.5, deviation: 0.25 } };
  const options = { seed: 1, batchSize: BATCH, augmentation: { ...parts.unchanged, ...changes } };
  const batches = parts.createSourceBuilder(set, info, options, views);
  const executor = await engine.opened.create({
    graph,
    terms: plan.terms,
    probeTerms,
    optimizer: parts.optimizerSpecOf(experiment),
    batchSize: BATCH * views,
    views,
    seed: 1,
  });
  const feed = await engine.feed(batches.build(0).source);
  const times = { input: /** @type {number[]} */ ([]), step: /** @type {number[]} */ ([]) };
  for (let step = 0; step < STEPS; step += 1) {
    const began = performance.now();
    await feed.make(batches.build(step).source);
    const made = performance.now();
    await executor.step(parts.stepInput({ experiment }, { plan }, batches.build(step), step));
    // What is compiled and found when it is first asked for is no part of a step.
    if (step < 4) continue;
    times.input.push(made - began);
    times.step.push(performance.now() - made);
  }
  feed.end();
  executor.dispose();
  const middle = (/** @type {number[]} */ all) =>
    all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? Number.NaN;
  return { input: middle(times.input), step: middle(times.step) };
}

/** Which images, their bytes for another thread, and their floats. @param {(path: string) => Promise<any>} load */
async function wasm(load) {
  const { openWasm } = await load("/src/engine/wasm/openWasm.ts");
  const { gathered } = await load("/src/data/batchSource.ts");
  const { ImageFeed } = await load("/src/engine/wasm/imageFeed.ts");
  const { instantiate, kernelModule } = await load("/src/engine/wasm/kernelModule.ts");
  const { LinearMemory } = await load("/src/engine/wasm/linearMemory.ts");
  const { Arena } = await load("/src/engine/plan/region.ts");
  return {
    name: "WebAssembly",
    opened: await openWasm(),
    async feed(/** @type {any} */ { views }) {
      const memory = new LinearMemory();
      const kernels = instantiate(await kernelModule(), memory.memory);
      memory.start(kernels.firstByte);
      const room = new Arena("images");
      room.slot("images", views * BATCH * BYTES);
      const feed = new ImageFeed(memory, kernels);
      return {
        make: (/** @type {any} */ source) => feed.make(gathered(source), memory.arena(room)),
        end: () => undefined,
      };
    },
  };
}

/** What is uploaded, and the passes that make the images, until the device has done them. @param {(path: string) => Promise<any>} load */
async function compiled(load) {
  const { openNodeDevice } = await load("/scripts/lab/nodeGpu.ts");
  const { openCompiled } = await load("/src/engine/compiled/openCompiled.ts");
  const { ImageFeed } = await load("/src/engine/compiled/imageFeed.ts");
  const device = await openNodeDevice();
  const opened = openCompiled(device);
  return {
    name: `WebGPU (${opened.record.adapter})`,
    opened,
    async feed(/** @type {any} */ source) {
      const { gpu } = device;
      const size = 4 * source.views * BATCH * BYTES;
      const target = device.createBuffer("images", size, GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC);
      const feed = new ImageFeed(device, target);
      await feed.prepare(source);
      return {
        make(/** @type {any} */ next) {
          feed.upload(next);
          const encoder = gpu.createCommandEncoder();
          feed.encode(encoder);
          gpu.queue.submit([encoder.finish()]);
          return gpu.queue.onSubmittedWorkDone();
        },
        end() {
          feed.destroy();
          target.destroy();
        },
      };
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await inputShare();
  // Dawn keeps the process alive while its instance is held.
  process.exit(0);
}
