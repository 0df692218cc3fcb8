import { expect, test } from "@playwright/test";
import { checksum } from "../src/random/checksum";
import { openWasm } from "../src/engine/wasm/openWasm";
import { exactDigest } from "../src/record/curveDigest";
import { foldRun } from "../src/record/foldRun";
import { newRun } from "../src/record/runRecord";
import { train } from "../src/training/trainer";
import { LabPage, shortLink, smoke } from "./labPage";

const wasm = { label: "WebAssembly" };

test.use({ viewport: { width: 1440, height: 900 } });

test("without WebGPU the page says which engine it uses instead, why, and gets the same numbers each time", async ({
  page,
}) => {
  const lab = new LabPage(page);
  await lab.openSmoke();
  await expect(page.getByText(/^Training runs on the processor, in WebAssembly: .*adapter/)).toBeVisible();
  await page.getByRole("button", { name: "Dismiss" }).click();
  await lab.playToTheEnd();
  await expect.poll(() => lab.step()).toBe(40);
  await expect(page.getByRole("button", { name: /WebAssembly.*Show details/ })).toBeVisible();
  await expect(page.getByText("One seed is not evidence.")).toBeVisible();
  const first = await lab.curves();
  expect(first.get("A/loss/ce/main")?.length).toBeGreaterThan(0);
  await lab.button("Reset").click();
  await expect.poll(() => lab.step()).toBe(0);
  await lab.playToTheEnd();
  expect(await lab.curves()).toEqual(first);
});

test("an arm's code that does not come is told of, and the next try trains", async ({ page }) => {
  const lab = new LabPage(page);
  await lab.openSmoke(shortLink);
  await page.getByRole("combobox", { name: "Engine" }).selectOption(wasm);
  // What a server that is gone looks like from within: the script that is asked for does not come.
  await page.workers()[0]?.evaluate(() => {
    const scope = globalThis as unknown as { Worker: typeof Worker; mend: () => void };
    const Own = scope.Worker;
    scope.mend = () => void (scope.Worker = Own);
    scope.Worker = class extends Own {
      constructor() {
        super("/assets/no-such-worker.js", { type: "module" });
      }
    };
  });
  await lab.button("Play").click();
  await expect(page.getByText(/the code that trains an arm did not load/).first()).toBeVisible();
  await expect(page.getByText(/The GPU was lost/)).toHaveCount(0);
  await page.workers()[0]?.evaluate(() => (globalThis as unknown as { mend: () => void }).mend());
  await lab.playToTheEnd();
  await expect.poll(() => lab.step()).toBe(10);
});

test("an arm's worker that dies in mid-run costs nothing: the run goes on and ends with the same numbers", async ({
  page,
}) => {
  const lab = new LabPage(page);
  await lab.openSmoke();
  await page.getByRole("combobox", { name: "Engine" }).selectOption(wasm);
  await lab.playToTheEnd();
  const expected = await lab.curves();
  await lab.button("Reset").click();
  await page.workers()[0]?.evaluate(() => {
    const scope = globalThis as unknown as { Worker: typeof Worker; arms: Worker[] };
    const Own = scope.Worker;
    scope.arms = [];
    scope.Worker = class extends Own {
      constructor(...given: ConstructorParameters<typeof Worker>) {
        super(...given);
        scope.arms.push(this);
      }
    };
  });
  await lab.run.getByRole("combobox", { name: "Speed" }).selectOption("1");
  await lab.button("Play").click();
  await expect(lab.run.getByText(/^Step [2-9]/).first()).toBeVisible();
  // A message that it does not know is an error that nothing in the worker catches.
  const arms = await page.workers()[0]?.evaluate(() => {
    const started = (globalThis as unknown as { arms: Worker[] }).arms;
    started.at(-1)?.postMessage({ type: "none" });
    return started.length;
  });
  expect(arms).toBeGreaterThanOrEqual(2);
  await lab.run.getByRole("combobox", { name: "Speed" }).selectOption("full");
  await expect(lab.run.getByText("finished")).toBeVisible({ timeout: 90_000 });
  expect(await lab.curves()).toEqual(expected);
  await page.getByRole("tab", { name: "Log" }).click();
  await expect(page.getByText(/a worker that trains an arm stopped/).first()).toBeVisible();
});

test("the engine's dialog says what was found, finds it anew when asked to, and lets another one be chosen", async ({
  page,
}) => {
  const lab = new LabPage(page);
  await lab.openSmoke(shortLink);
  const kept = () => page.evaluate(() => localStorage.getItem("forklab.engines"));
  await expect.poll(kept).toMatch(/"engine":"wasm".*"stepMs":/);
  // A record of another machine's counts for nothing, whatever it says.
  await page.evaluate(() => {
    const text = localStorage.getItem("forklab.engines") ?? "";
    localStorage.setItem("forklab.engines", text.replace(/"machine":"[^"]*"/, '"machine":"another"'));
  });
  await page.reload();
  await expect.poll(kept).not.toContain('"machine":"another"');

  const badge = page.getByRole("button", { name: /WebAssembly.*Show details/ });
  await badge.click();
  const dialog = page.getByRole("dialog", { name: "Engine" });
  await expect(dialog.getByText(/^Automatic takes CPU, WebAssembly, the only one .*: [\d,.]+ steps\/s/)).toBeVisible();
  await expect(dialog.getByText(/WebGPU found no graphics adapter/).first()).toBeVisible();
  await page.evaluate(() => localStorage.removeItem("forklab.engines"));
  await dialog.getByRole("button", { name: "Measure again" }).click();
  await expect.poll(kept).toMatch(/"engine":"wasm".*"stepMs":/);
  await dialog.getByRole("combobox", { name: "Engine of the next run" }).selectOption({ label: "TensorFlow.js, CPU" });
  await expect(dialog.getByText(/^You chose TensorFlow\.js, CPU\. Automatic takes CPU, WebAssembly/)).toBeVisible();
  await page.keyboard.press("Escape");
  await lab.playToTheEnd();
  await expect(page.getByRole("button", { name: /TensorFlow\.js.*Show details/ })).toBeVisible();
  await expect.poll(() => lab.step()).toBe(10);
});

for (const [what, why, before, policy] of [
  ["no WebAssembly", /this browser has no WebAssembly/, "delete globalThis.WebAssembly;", {}],
  ["no vector instructions", /no vector instructions/, "WebAssembly.validate = () => false;", {}],
  [
    "a strict policy",
    /security policy of this page forbids WebAssembly/,
    "",
    { "content-security-policy": "script-src 'self'" },
  ],
] as const) {
  test(`where there is ${what} the page says so and takes the fallback`, async ({ page }) => {
    await page.route(/train\.worker-.*\.js$/, async (route) => {
      const response = await route.fetch();
      const headers = { ...response.headers(), ...policy };
      await route.fulfill({ response, headers, body: `${before}\n${await response.text()}` });
    });
    const lab = new LabPage(page);
    await lab.openSmoke(shortLink);
    await expect(page.getByText(/^Training runs on the fallback engine: .*adapter/)).toBeVisible();
    await page.getByRole("button", { name: /TensorFlow\.js.*Show details/ }).click();
    const dialog = page.getByRole("dialog", { name: "Engine" });
    await expect(dialog.getByText(why)).toBeVisible();
    await expect(dialog.getByText(/because neither of Forklab's own engines works here/)).toBeVisible();
    // That engine trains alike for whatever reason it was taken.
    if (what !== "no WebAssembly") return;
    await page.keyboard.press("Escape");
    await lab.playToTheEnd();
    await expect.poll(() => lab.step()).toBe(10);
  });
}

test("without WebGPU a first visit is offered the quick preset first, with both times", async ({ page }) => {
  await page.goto("./");
  await expect(page.getByText(/Yours will take about \d+ (s|min|h)/)).toBeVisible();
  await expect(page.getByRole("button", { name: /^Load First minute, about \d+ (s|min|h)/ })).toBeVisible();
});

/** The digest of the same run, trained by this program without any browser. */
async function digestInNode(): Promise<string | undefined> {
  const environment = {
    run: "node",
    now: () => 0,
    signal: new AbortController().signal,
    openEngine: () => openWasm(undefined, null),
  };
  let record = newRun("node", smoke);
  for await (const event of train(smoke, environment)) record = foldRun(record, event);
  return exactDigest(record);
}

test("results that WebAssembly made are those of a program without a browser, and reproduced to the last digit by another visitor", async ({
  page,
  browser,
}) => {
  const lab = new LabPage(page);
  await lab.openSmoke();
  await lab.playToTheEnd();
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const share = page.getByRole("dialog", { name: "Share this experiment" });
  const link = await share.getByRole("textbox", { name: "Link", exact: true }).inputValue();
  const [, digest = ""] = /&ex=([0-9a-f]{16})/.exec(link) ?? [];
  expect(digest).toHaveLength(16);
  expect(await digestInNode()).toBe(digest);

  const there = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const other = new LabPage(there);
  await other.openSmoke(link);
  await expect(there.getByText(/a run on it must equal them to the last digit/)).toBeVisible();
  await other.playToTheEnd();
  await expect(there.getByText(/^Reproduced exactly: every curve is equal to the last digit\.$/)).toBeVisible();

  const body = link
    .replace(/^.*#/, "")
    .replace(/&c=.*$/, "")
    .replace(digest, "0123456789abcdef");
  await there.goto("about:blank");
  await other.openSmoke(`./#${body}&c=${checksum(body)}`);
  await other.playToTheEnd();
  await expect(there.getByText(/^Not the sender's results: .* not every curve is equal/)).toBeVisible();
  await there.close();
});
