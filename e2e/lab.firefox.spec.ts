import { expect, test } from "@playwright/test";
import { encodeLink } from "../src/experiment/link/encode";
import { findPreset, smallData } from "../src/experiment/presets";
import { encodeSweep } from "../src/sweep/sweepLink";
import { Firefox, type FirefoxLab } from "./firefoxLab";
import { shortLink, smokeLink } from "./labPage";
import { smokeSweep } from "./sweepPage";

/** The journeys that matter, in a stock Firefox: with WebGPU switched on, and as it comes without. */

const smoke = findPreset("smoke")?.experiment ?? smallData;
const longer = `./#${encodeLink({ ...smoke, training: { ...smoke.training, budget: 200 } })}`;

const at = (baseURL: string | undefined, link: string): string => new URL(link, baseURL).href;

const ordered = (curves: ReadonlyMap<string, readonly string[]>): unknown =>
  [...curves].sort(([a], [b]) => (a < b ? -1 : 1));

test.describe("Firefox with WebGPU", () => {
  let firefox: Firefox;
  let lab: FirefoxLab;

  test.beforeAll(async () => {
    firefox = await Firefox.start(true);
  });
  test.afterAll(async () => {
    await firefox.close();
  });
  test.beforeEach(async () => {
    lab = await firefox.visitor();
  });
  test.afterEach(async () => {
    await lab.close();
  });

  test("a first visit shows the recording and offers to train on WebGPU", async ({ baseURL }) => {
    await lab.goto(at(baseURL, "./"));
    expect(await lab.hasAdapter(), "Firefox finds no WebGPU adapter; on Linux it needs a Vulkan driver").toBe(true);
    await lab.says(/This is a recording\./);
    await lab.useEngine("compiled");
    await lab.click(/^Close the recording$/);
    expect(await lab.has(/^Play$/)).toBe(true);
  });

  test("a run trains to its end, is in the library, and is still shown after a reload", async ({ baseURL }) => {
    await lab.goto(at(baseURL, smokeLink));
    await lab.useEngine("compiled");
    await lab.playToTheEnd();
    await lab.says(/WebGPU, compiled/);
    const curves = await lab.curves();
    expect(curves.get("A/test/accuracy/main")?.filter((value) => value !== "").length).toBeGreaterThan(1);
    await lab.page.reload();
    await lab.says(/\bfinished\b/);
    expect(ordered(await lab.curves())).toEqual(ordered(curves));
    await lab.click(/^All 1$/);
    await lab.says(/Library of runs/);
    await lab.click(/^More actions for #1/, "dialog");
    await lab.click(/^Delete$/, "dialog");
    await lab.says(/was deleted\./);
    await lab.click(/^Undo$/, "dialog");
    await lab.says(/#1 DSN, DHM, seed 42/);
  });

  test("a run that a reload broke off resumes to the curves of an undisturbed one", async ({ baseURL }) => {
    await lab.goto(at(baseURL, longer));
    await lab.useEngine("compiled");
    await lab.click(/^Play$/);
    // By then a snapshot stands.
    await lab.says(/Step (?:[4-9]\d|1\d\d)\b/);
    await lab.page.reload();
    await lab.click(/^Continue from step \d+$/);
    await lab.says(/\bfinished\b/, 120_000);
    const resumed = await lab.curves();
    const other = await firefox.visitor();
    await other.goto(at(baseURL, longer));
    await other.useEngine("compiled");
    await other.playToTheEnd();
    expect(ordered(resumed)).toEqual(ordered(await other.curves()));
    await other.close();
  });

  test("results go out in a link and are confirmed by another visitor", async ({ baseURL }) => {
    await lab.goto(at(baseURL, smokeLink));
    await lab.useEngine("compiled");
    await lab.playToTheEnd();
    await lab.click(/^Share$/);
    await lab.click(/^Accuracy curves/, "dialog");
    const field = await lab.page.waitForSelector("dialog[open] input[readonly], dialog[open] textarea[readonly]");
    await expect.poll(() => field?.evaluate((element) => (element as HTMLInputElement).value)).toMatch(/&rc=/);
    const link = (await field?.evaluate((element) => (element as HTMLInputElement).value)) ?? "";
    const other = await firefox.visitor();
    await other.goto(link);
    await other.says(/Claimed by the sender\./);
    await other.useEngine("compiled");
    await other.playToTheEnd();
    await other.says(/Reproduced /);
    await other.close();
  });

  test("an ablation of placements runs to its end and keeps its results", async ({ baseURL }) => {
    await lab.goto(at(baseURL, `./#${encodeSweep(smokeSweep())}`));
    await lab.says(/0 of 2 runs done/);
    await lab.click(/^(Start|Resume)$/, "dialog");
    await lab.says(/2 of 2 runs done/, 120_000);
    await lab.page.reload();
    await lab.says(/2 of 2 runs done/);
  });
});

test("Firefox as it comes, without WebGPU, says so and trains on the processor", async ({ baseURL }) => {
  const firefox = await Firefox.start(false);
  const lab = await firefox.visitor();
  await lab.goto(at(baseURL, "./"));
  await lab.says(/This is a recording\./);
  await lab.goto(at(baseURL, shortLink));
  await lab.says(/Training runs on the processor, in WebAssembly/);
  await lab.playToTheEnd(240_000);
  expect((await lab.curves()).get("A/test/accuracy/main")?.some((value) => value !== "")).toBe(true);
  await lab.close();
  await firefox.close();
});
