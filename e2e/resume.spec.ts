import { expect, test, type Page } from "@playwright/test";
import { createStream } from "../src/random/stream";
import { LabPage } from "./labPage";

test.use({ viewport: { width: 1440, height: 900 } });

/** Ends the page's worker on the spot when it tells of a step, as a crash would; what it was doing then is lost. */
async function killAt(page: Page, step: number): Promise<void> {
  await page.addInitScript((at) => {
    const scope = globalThis as unknown as { killed: boolean; Worker: typeof Worker };
    scope.killed = false;
    scope.Worker = class extends scope.Worker {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        this.addEventListener("message", ({ data }: MessageEvent<{ events?: { type: string; step: number }[] }>) => {
          if (data.events?.some((event) => event.type === "step" && event.step >= at) !== true) return;
          this.terminate();
          scope.killed = true;
        });
      }
    };
  }, step);
}

/** So slowly that every step has a message of its own. */
async function slowly(page: Page): Promise<void> {
  await page.getByRole("combobox", { name: "Speed", exact: true }).selectOption({ label: "5 steps/s" });
}

/** Halves the newest snapshot, as a write that was interrupted leaves it. */
async function tearNewestSnapshot(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const runs = await (await navigator.storage.getDirectory()).getDirectoryHandle("runs");
    for await (const name of runs.keys()) {
      const folder = await runs.getDirectoryHandle(name);
      const files = await Promise.all(
        ["snapshot.a", "snapshot.b"].map(async (file) => {
          const handle = await folder.getFileHandle(file);
          return { handle, bytes: await handle.getFile() };
        }),
      );
      const [newest] = files.sort((a, b) => b.bytes.lastModified - a.bytes.lastModified);
      if (newest === undefined) throw new Error("the run has no snapshot");
      const half = await newest.bytes.slice(0, newest.bytes.size / 2).arrayBuffer();
      const file = await newest.handle.createWritable();
      await file.write(half);
      await file.close();
    }
  });
}

for (const engine of ["Compiled, WebGPU", "WebAssembly"] as const)
  test(`a run on ${engine} that is killed again and again ends with the curves of an uninterrupted one @full`, async ({
    browser,
    context,
  }) => {
    test.setTimeout(240_000);
    const whole = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const reference = new LabPage(whole);
    await reference.openSmoke();
    await reference.useEngine(engine);
    await reference.playToTheEnd();
    const expected = await reference.curves();
    await whole.close();

    // Slow enough that a message tells of one step, so that a kill comes at its step.
    // Snapshots stand at 5, 10, …: 3 is before the first, 10 while one is written or just after it, 19 before the evaluation
    // at 20; the others are drawn.
    const stream = createStream(11);
    const kills = [
      3,
      7 + stream.below(2),
      10,
      13 + stream.below(2),
      19,
      23 + stream.below(4),
      28 + stream.below(4),
      35,
    ];
    expect(kills.length).toBeGreaterThanOrEqual(8);
    const offers: string[] = [];
    for (const [index, step] of kills.entries()) {
      const page = await context.newPage();
      await killAt(page, step);
      const lab = new LabPage(page);
      await lab.openSmoke();
      await lab.useEngine(engine);
      await slowly(page);
      const offer = page.getByRole("button", { name: /^(Continue from step \d+|Start again)$/ });
      if (index === 0) await lab.button("Play").click();
      else {
        offers.push(await offer.first().innerText());
        await offer.first().click();
      }
      await page.waitForFunction(() => (globalThis as unknown as { killed: boolean }).killed, undefined, {
        timeout: 60_000,
      });
      if (index === 4) await tearNewestSnapshot(page);
      await page.close();
    }
    expect(offers[0]).toBe("Start again");
    expect(offers.at(-1)).toMatch(/^Continue from step (20|25|30)$/);

    const page = await context.newPage();
    const lab = new LabPage(page);
    await lab.openSmoke();
    await lab.useEngine(engine);
    await page.getByRole("button", { name: /^Continue from step 3[05]$/ }).click();
    await expect(lab.run.getByText("finished")).toBeVisible({ timeout: 60_000 });
    expect(await lab.curves()).toEqual(expected);
  });
