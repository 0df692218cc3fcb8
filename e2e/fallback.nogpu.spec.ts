import { expect, test } from "@playwright/test";
import { LabPage, shortLink } from "./labPage";

test.use({ viewport: { width: 1440, height: 900 } });

test("without WebGPU the page says which engine it uses instead, why, and trains on it", async ({ page }) => {
  const lab = new LabPage(page);
  await lab.openSmoke(shortLink);
  await expect(page.getByText(/^Training runs on the fallback engine: .*adapter/)).toBeVisible();
  await expect(page.getByRole("button", { name: /TensorFlow\.js.*Show details/ })).toBeVisible();
  await page.getByRole("button", { name: "Dismiss" }).click();
  await lab.playToTheEnd();
  expect(await lab.step()).toBe(10);
  await expect(page.getByText("One seed is not evidence.")).toBeVisible();
});

test("without WebGPU a first visit is offered the small preset first, with both times", async ({ page }) => {
  await page.goto("./");
  await expect(page.getByText(/This experiment would take about \d+ (min|h)/)).toBeVisible();
  await expect(page.getByRole("button", { name: /^Load Tiny, about \d+ (s|min|h)/ })).toBeVisible();
});

test("without WebGPU the engine in WebAssembly can be chosen, and gives the same numbers each time", async ({
  page,
}) => {
  const lab = new LabPage(page);
  await lab.openSmoke();
  await page.getByRole("combobox", { name: "Engine" }).selectOption({ label: "WebAssembly, one core" });
  await lab.playToTheEnd();
  expect(await lab.step()).toBe(40);
  await expect(page.getByRole("button", { name: /WebAssembly.*Show details/ })).toBeVisible();
  const first = await lab.curves();
  expect(first.get("A/loss/ce/main")?.length).toBeGreaterThan(0);
  await lab.button("Reset").click();
  expect(await lab.step()).toBe(0);
  await lab.playToTheEnd();
  expect(await lab.curves()).toEqual(first);
});
