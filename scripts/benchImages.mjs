/**
 * What training on a set of CIFAR-100's size costs: `npm run bench:page -- --only images`
 *
 * 60,000 random images are written as CIFAR-100's binary files and given to the built page, as somebody would who has the real
 * ones. Printed are the time until they are read and kept, the memory of all of the browser's processes before, after and along an
 * epoch, and what a step takes on each engine; then, in this process, what share of a step the input has (`benchInput.mjs`).
 */
import { mkdtempSync, openSync, closeSync, readFileSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { inputShare } from "./benchInput.mjs";

const CLASSES = 100;
const COUNTS = { train: 50_000, test: 10_000 };
const BYTES = 32 * 32 * 3;
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
