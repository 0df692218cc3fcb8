import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { decodeCard, encodeCard } from "../src/record/cardLink";

const sent = encodeCard({
  adapter: "Example 9000",
  software: false,
  browser: "Chrome 156",
  peak: 10_000,
  networks: [
    { network: "conv7", batch: 8, flop: 587_495_424, stepMs: 0.5 },
    { network: "default", batch: 64, flop: 2_195_619_840, stepMs: 2 },
    { network: "resnet20", batch: 128, flop: 31_143_198_720 },
  ],
  families: [
    { family: "convForward", dispatches: 20, ms: 0.3 },
    { family: "convFilterGradient", dispatches: 13, ms: 0.1 },
  ],
  stockMs: 20,
});

for (const [scheme, width] of [
  ["light", 1440],
  ["dark", 390],
] as const) {
  test(`figures of a card that a link holds are shown as somebody's claim, ${scheme}, ${width} px`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width, height: 900 });
    await page.goto(`./bench.html#${sent}`);
    const region = page.getByRole("region", { name: "Figures from a link" });
    await expect(region.getByText("This page has not measured them.")).toBeVisible();
    const rows = region.getByRole("table", { name: "Training steps" }).getByRole("row");
    await expect(rows.filter({ hasText: "7 convolutions" })).toContainText("20 ms, 40 times as long");
    await expect(rows.filter({ hasText: "Default experiment" })).toContainText("1.1 TFLOP/s11 %");
    await expect(rows.filter({ hasText: "ResNet-20" })).toContainText("left out");
    await expect(region.getByRole("row", { name: /convForward/ })).toContainText("75 %");
    await expect(region.getByLabel("Line for docs/PERFORMANCE.md", { exact: true })).toHaveValue(
      /^\| Example 9000 \|.*\| 40× \|$/,
    );
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
  });
}

test("a link to figures that was changed or cannot be read says so", async ({ page }) => {
  await page.goto(`./bench.html#${sent.replace("peak=10000", "peak=90000")}`);
  await expect(page.getByText("This link was changed or cut off on its way")).toBeVisible();
  await page.goto(`./bench.html#${sent.replace("peak=10000", "peak=plenty")}`);
  await expect(page.getByText("holds no figures that can be read: peak is “plenty”")).toBeVisible();
});

test("measuring is stopped by keyboard, and nothing is kept", async ({ page }) => {
  await page.goto("./bench.html");
  await expect(page.getByRole("heading", { name: "What was tried and refused" })).toBeVisible();
  await page.getByRole("link", { name: "To the lab" }).focus();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Opening the graphics card…").or(page.getByText("Multiplying and adding"))).toBeVisible();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Stopped. Nothing was kept.")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Your machine" })).toHaveCount(0);
});

test("a visitor measures this machine, and the link shows others the same figures @full", async ({ page }) => {
  await page.goto("./bench.html");
  await page.getByRole("button", { name: "Measure this machine" }).click();
  const own = page.getByRole("region", { name: "Your machine" });
  await expect(own).toBeVisible({ timeout: 180_000 });
  await expect(own.getByText("This is no graphics card")).toBeVisible();
  await expect(own.getByRole("row", { name: /convFilterGradient/ })).toContainText("ms");
  const link = await own.getByLabel("Link to these figures", { exact: true }).inputValue();
  const held = decodeCard(new URL(link).hash);
  if (held.kind !== "result") throw new Error(`the link holds ${held.kind}`);
  const { result, changed } = held;
  expect(changed).toBe(false);
  const [first] = result.networks;
  // Nobody's training reaches the peak, and stock TensorFlow.js found the same losses and takes longer.
  expect((first?.flop ?? 0) / (first?.stepMs ?? 0) / 1e6).toBeLessThan(result.peak);
  expect(result.stockMs).toBeGreaterThan(first?.stepMs ?? Infinity);
  const line = await own.getByLabel("Line for docs/PERFORMANCE.md", { exact: true }).inputValue();
  await page.goto("about:blank");
  await page.goto(link);
  const seen = page.getByRole("region", { name: "Figures from a link" });
  await expect(seen.getByLabel("Line for docs/PERFORMANCE.md", { exact: true })).toHaveValue(line);
});
