import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { encodeLink } from "../src/experiment/link/encode";
import type { Experiment } from "../src/experiment/experiment";
import { dhmArm, findPreset, plainArm, smallData } from "../src/experiment/presets";
import { backbones } from "../src/catalog/backbones";
import { optimizers } from "../src/catalog/optimizers";
import { initialValues } from "../src/schema/field";
import { Firefox } from "./firefoxLab";

/** A run in WebAssembly in Node, in Chromium and in Firefox: every number and the last weights, bit by bit. */

const root = new URL("..", import.meta.url).pathname;
const smoke = findPreset("smoke")?.experiment ?? smallData;

/** What draws and computes most: dropout, both changes of pictures, Adam with decay, three arms on however many cores. */
const random: Experiment = {
  ...smoke,
  backbone: { kind: "wideResnet", ...initialValues(backbones.wideResnet.fields), width: 4, factor: 1, dropout: 0.3 },
  optimizer: { kind: "adam", ...initialValues(optimizers.adam.fields), decay: 0.01 },
  augmentation: { ...smoke.augmentation, flip: true, shift: 2 },
  arms: [dhmArm(1, "s1b1"), plainArm("s1b1"), plainArm("s2b1")],
  training: { ...smoke.training, budget: 12 },
};

interface Bits {
  readonly events: readonly unknown[];
  /** By arm: names and base64 of the last weights. */
  readonly weights: unknown;
}

/** Everything but the times. */
function measured(lines: readonly string[]): readonly unknown[] {
  return lines
    .map((line) => JSON.parse(line) as { readonly type: string })
    .filter(({ type }) => type === "step" || type === "evaluation" || type === "probe")
    .map((event) => ({ ...event, run: "", stepMs: 0, probeMs: 0 }));
}

function onCommandLine(link: string, ...more: string[]): Bits {
  const out = join(mkdtempSync(join(tmpdir(), "forklab-bits-")), "run.jsonl");
  const args = ["scripts/lab.mjs", "train", link, "--quiet", "--no-build", "--out", out, ...more];
  const { status, stderr } = spawnSync("node", args, { cwd: root, encoding: "utf8" });
  expect(stderr).toBe("");
  expect(status).toBe(0);
  const { arms } = JSON.parse(readFileSync(`${out}.snapshot.json`, "utf8")) as {
    readonly arms: readonly { readonly tensors: unknown }[];
  };
  return {
    events: measured(readFileSync(out, "utf8").trimEnd().split("\n")),
    weights: arms.map(({ tensors }) => tensors),
  };
}

/** The build's training worker, asked from a page of the same origin. */
async function inFirefox(firefox: Firefox, experiment: Experiment, base: string): Promise<Bits> {
  const lab = await firefox.visitor();
  await lab.page.goto(new URL("favicon.svg", base).href);
  const script = readdirSync(join(root, "dist/assets")).find((name) => /^train\.worker-.*\.js$/.test(name)) ?? "";
  const told = await lab.page.evaluate(
    (url, start) =>
      new Promise<{ readonly lines: string[]; readonly weights: string }>((resolve, reject) => {
        const encode = (values: Float32Array): string =>
          btoa(String.fromCharCode(...new Uint8Array(values.buffer, values.byteOffset, values.byteLength)));
        const lines: string[] = [];
        let weights = "";
        const worker = new Worker(url, { type: "module" });
        worker.onerror = ({ message }) => reject(new Error(message));
        worker.onmessage = ({ data }) => {
          if (data.type === "error") reject(new Error(JSON.stringify(data.error)));
          if (data.type === "snapshot") {
            const arms = data.snapshot.arms as { readonly tensors: ReadonlyMap<string, Float32Array> }[];
            weights = JSON.stringify(
              arms.map(({ tensors }) => [...tensors].map(([name, each]) => [name, encode(each)])),
            );
          }
          if (data.type !== "events") return;
          for (const event of data.events) {
            lines.push(JSON.stringify(event));
            if (event.type === "finished" || event.type === "failed")
              setTimeout(() => resolve({ lines, weights }), 200);
          }
        };
        worker.postMessage(JSON.parse(start));
      }),
    new URL(`assets/${script}`, base).href,
    JSON.stringify({ type: "start", run: "r", experiment, engine: "wasm", snapshotEvery: 50 }),
  );
  await lab.close();
  return { events: measured(told.lines), weights: JSON.parse(told.weights) };
}

let firefox: Firefox;
test.beforeAll(async () => {
  firefox = await Firefox.start(false);
});
test.afterAll(async () => {
  await firefox.close();
});

for (const [name, experiment] of [
  ["smoke", smoke],
  ["dropout, augmentation and Adam", random],
] as const) {
  test(`in WebAssembly ${name} gives the same bits in Node, Chromium and Firefox`, async ({ baseURL }) => {
    const link = encodeLink(experiment);
    const node = onCommandLine(link, "--runtime", "node");
    expect(node.events.length).toBeGreaterThan(experiment.training.budget);
    expect(JSON.stringify(node.weights).length).toBeGreaterThan(10_000);
    expect(onCommandLine(link, "--engine", "wasm")).toEqual(node);
    expect(await inFirefox(firefox, experiment, baseURL ?? "")).toEqual(node);
  });
}
