/**
 * What training on a set of CIFAR-100's size costs: `npm run bench:page -- --only images`
 *
 * 60,000 random images are written as CIFAR-100's binary files and given to the built page, as somebody would who has the real
 * ones. Printed are the time until they are read and kept, the memory of all of the browser's processes before, after and along an
 * epoch, and what a step takes on each engine; then, in this process, what share of a step in WebAssembly the input has.
 */
import { mkdtempSync, openSync, closeSync, readFileSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { createServer } from "vite";
import { root } from "./setup.mjs";
import { kernelsPlugin } from "./wasm.mjs";

const CLASSES = 100;
const COUNTS = { train: 50_000, test: 10_000 };
const BYTES = 32 * 32 * 3;
const BATCH = 128;
/** A small network, so that the input's share is not hidden behind the work: ResNet-8, width 8, two branches, two arms. */
const SETTINGS = "resnet.width=8&bs=128&n=391&ev=100000&ei=512&pr=0";

/** @param {import("@playwright/test").Browser} browser @param {string} address */
export async function benchImages(browser, address) {
  const folder = writeFiles();
  try {
    for (const engine of ["WebAssembly", "Compiled, WebGPU"]) await train(browser, address, folder, engine);
    await inputShare();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function writeFiles() {
  const folder = mkdtempSync(join(tmpdir(), "forklab-images-"));
  const names = (/** @type {number} */ count) =>
    Array.from({ length: count }, (_, index) => `class_${index}\n`).join("");
  writeFileSync(join(folder, "coarse_label_names.txt"), names(20));
  writeFileSync(join(folder, "fine_label_names.txt"), names(CLASSES));
  let state = 1;
  for (const [split, count] of Object.entries(COUNTS)) {
    const file = openSync(join(folder, `${split}.bin`), "w");
    const record = new Uint8Array(2 + BYTES);
    const words = new Uint32Array(BYTES / 4);
    for (let index = 0; index < count; index += 1) {
      for (let word = 0; word < words.length; word += 1) {
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        words[word] = state;
      }
      record[1] = index % CLASSES;
      record[0] = Math.floor((index % CLASSES) / 5);
      record.set(new Uint8Array(words.buffer), 2);
      writeSync(file, record);
    }
    closeSync(file);
  }
  return folder;
}

/** Megabytes of all processes of a browser; undefined where the system does not tell. @param {import("@playwright/test").Browser} browser */
async function residentMegabytes(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  let sum = 0;
  for (const { id } of processInfo) {
    try {
      // Shared pages are counted by their share.
      const [, kilobytes = "0"] = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, "utf8")) ?? [];
      sum += Number(kilobytes) / 1024;
    } catch {
      return undefined;
    }
  }
  return Math.round(sum);
}

/**
 * @param {import("@playwright/test").Browser} browser
 * @param {string} address
 * @param {string} folder
 * @param {string} engine
 */
async function train(browser, address, folder, engine) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto(`${address}#v1&${SETTINGS}&A=dsn;f=s1b1,s2b1&B=dhm;f=s1b1~light,s2b1~light`);
  await page.getByRole("button", { name: "Play", exact: true }).first().waitFor();
  const empty = await residentMegabytes(browser);
  await page.getByRole("button", { name: "Images", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Images" });
  const began = performance.now();
  const files = ["coarse_label_names.txt", "fine_label_names.txt", "train.bin", "test.bin"];
  await dialog.getByLabel("Choose files").setInputFiles(files.map((name) => join(folder, name)));
  await dialog.getByText("The experiment trains on it now.").waitFor({ timeout: 300_000 });
  const read = performance.now() - began;
  await dialog.getByRole("button", { name: "Close" }).click();
  const kept = await residentMegabytes(browser);
  await page.getByRole("combobox", { name: "Engine" }).first().selectOption({ label: engine });
  await page.getByRole("button", { name: "Play", exact: true }).first().click();
  const stepShown = async () => {
    const text =
      (await page
        .getByText(/^Step [\d,]+$/)
        .first()
        .textContent()) ?? "";
    return Number(text.replace(/\D/g, ""));
  };
  const marks = [];
  let before = { step: 0, at: performance.now() };
  for (const wanted of engine === "WebAssembly" ? [20, 130, 260, 380] : [10, 40, 70]) {
    while ((await stepShown()) < wanted) await page.waitForTimeout(500);
    const now = { step: await stepShown(), at: performance.now() };
    const ms = (now.at - before.at) / Math.max(1, now.step - before.step);
    marks.push(`step ${now.step}: ${await residentMegabytes(browser)} MB, ${ms.toFixed(0)} ms a step`);
    before = now;
  }
  await context.close();
  const load = (loadavg()[0] ?? Number.NaN).toFixed(1);
  console.log(`images of CIFAR-100's size, ${engine}: read and kept in ${(read / 1000).toFixed(1)} s (load ${load})`);
  console.log(`  memory of all processes: ${empty} MB before, ${kept} MB with the set kept; ${marks.join("; ")}`);
}

/** How long the input of a step takes beside the step, in WebAssembly in this process, one arm. */
export async function inputShare() {
  const server = await createServer({
    root,
    configFile: false,
    logLevel: "error",
    plugins: [kernelsPlugin()],
    server: { middlewareMode: true, hmr: false, watch: null },
    appType: "custom",
  });
  try {
    const load = (/** @type {string} */ path) => server.ssrLoadModule(`/src/${path}.ts`);
    const { createSourceBuilder } = await load("data/sourceBuilder");
    const { openWasm } = await load("engine/wasm/openWasm");
    const { decodeLink } = await load("experiment/link/decode");
    const { builtNetworks } = await load("experiment/expansion");
    const { optimizerSpecOf } = await load("experiment/network");
    const { stepInput } = await load("training/stepInput");
    const { experiment: drawn } = decodeLink(`#v1&${SETTINGS}&A=dsn;f=s1b1,s2b1`);
    const dataset = { ...decodeLink("#v1&d=files").experiment.dataset, sizes: [32, 32, 3, CLASSES, 50_000, 10_000] };
    const experiment = { ...drawn, dataset };
    const images = new Uint8Array(COUNTS.train * BYTES).map((_, at) => Math.imul(at, 2654435761) >>> 24);
    const labels = Uint16Array.from({ length: COUNTS.train }, (_, index) => index % CLASSES);
    const set = { count: COUNTS.train, height: 32, width: 32, channels: 3, images, labels };
    const info = { channels: 3, normalise: { mean: 0.5, deviation: 0.25 } };
    const { unchanged } = await load("data/augment/augmentation");
    const options = { seed: 1, batchSize: BATCH, augmentation: { ...unchanged, flip: true, shift: 4 } };
    const batches = createSourceBuilder(set, info, options, 1);
    const [network] = builtNetworks(experiment);
    const engine = await openWasm();
    const { graph, plan, probeTerms } = network;
    const optimizer = optimizerSpecOf(experiment);
    const executor = await engine.create({
      graph,
      terms: plan.terms,
      probeTerms,
      optimizer,
      batchSize: BATCH,
      views: 1,
      seed: 1,
    });
    // What brings the input, alone: which images, their bytes for another thread, and their floats.
    const { gathered } = await load("data/batchSource");
    const { ImageFeed } = await load("engine/wasm/imageFeed");
    const { instantiate, kernelModule } = await load("engine/wasm/kernelModule");
    const { LinearMemory } = await load("engine/wasm/linearMemory");
    const { Arena } = await load("engine/plan/region");
    const memory = new LinearMemory();
    const kernels = instantiate(await kernelModule(), memory.memory);
    memory.start(kernels.firstByte);
    const room = new Arena("images");
    room.slot("images", BATCH * BYTES);
    const feed = new ImageFeed(memory, kernels);
    const times = { input: /** @type {number[]} */ ([]), step: /** @type {number[]} */ ([]) };
    for (let step = 0; step < 40; step += 1) {
      const began = performance.now();
      feed.make(gathered(batches.build(step).source), memory.arena(room));
      const made = performance.now();
      await executor.step(stepInput({ experiment }, { plan }, batches.build(step), step));
      if (step < 4) continue;
      times.input.push(made - began);
      times.step.push(performance.now() - made);
    }
    executor.dispose();
    engine.dispose();
    const middle = (/** @type {number[]} */ all) =>
      all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? Number.NaN;
    const [input, step] = [middle(times.input), middle(times.step)];
    const load1 = (loadavg()[0] ?? Number.NaN).toFixed(1);
    console.log(
      `  input in WebAssembly: ${input.toFixed(2)} ms beside a step of ${step.toFixed(0)} ms, ${((100 * input) / step).toFixed(1)} % (goal 3 %); load ${load1}`,
    );
  } finally {
    await server.close();
  }
}
