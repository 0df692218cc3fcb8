import { expect, test } from "@playwright/test";
import { LabPage } from "./labPage";

test("without WebGPU a first visit sees the recording, why training is slow here, and something smaller", async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("./");
  const lab = new LabPage(page);
  await expect(page.getByText(/^This is a recording\./)).toBeVisible();
  await expect(page.getByText(/Yours will take about \d+ (s|min|h)/)).toBeVisible();
  await page.getByRole("button", { name: "Skip to the end" }).click();
  await expect.poll(() => lab.step()).toBe(920);
  await expect(page.getByText("One seed is not evidence.")).toBeVisible();
  await page.getByRole("button", { name: /^Load First minute, about/ }).click();
  await expect(page.getByText(/^This is a recording\./)).toHaveCount(0);
  await expect.poll(() => lab.step()).toBe(0);
});
