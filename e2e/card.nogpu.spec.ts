import { expect, test } from "@playwright/test";

test("without WebGPU the page that measures a graphics card says that there is none", async ({ page }) => {
  await page.goto("./bench.html");
  await page.getByRole("button", { name: "Measure this machine" }).click();
  await expect(page.getByText(/^It could not be measured: .*(WebGPU|graphics|adapter)/)).toBeVisible();
  await expect(page.getByRole("heading", { name: "Your machine" })).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Stop" })).toHaveCount(0);
});
