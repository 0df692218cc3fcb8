import { expect, test } from "@playwright/test";
import { launchOptions } from "../scripts/browser.mjs";
import { encodeSweep } from "../src/sweep/sweepLink";
import { LabPage, shortLink } from "./labPage";
import { smokeSweep, SweepPage } from "./sweepPage";

const { args, ...browser } = launchOptions({ gpu: false });
test.use({
  viewport: { width: 1440, height: 900 },
  launchOptions: { ...browser, args: [...args, "--host-resolver-rules=MAP lab.test 127.0.0.1"] },
});

test("without https the page trains, says what it cannot keep, and hands out a link to copy by hand", async ({
  page,
  baseURL,
}) => {
  const errors: string[] = [];
  page.on("pageerror", ({ message }) => errors.push(message));
  const { port } = new URL(baseURL ?? "");
  const lab = new LabPage(page);
  await lab.openSmoke(`http://lab.test:${port}/${shortLink.slice(2)}`);
  expect(await page.evaluate(() => [isSecureContext, "randomUUID" in crypto, "locks" in navigator])).toEqual([
    false,
    false,
    false,
  ]);
  await expect(page.getByText(/^Training runs on the processor, in WebAssembly: .*https/)).toBeVisible();
  await expect(
    page.getByText(/^Runs are not kept in this browser \(browsers keep files only for .*https/),
  ).toBeVisible();
  await expect(page.getByText("Every run is kept here, in this browser.")).toHaveCount(0);
  await lab.playToTheEnd();
  await expect.poll(() => lab.step()).toBe(10);

  await page.getByRole("button", { name: "Share", exact: true }).click();
  const share = page.getByRole("dialog", { name: "Share this experiment" });
  await share.getByRole("button", { name: "Copy link" }).click();
  await expect(share.getByRole("textbox", { name: "Link", exact: true })).toBeVisible();
  await page.keyboard.press("Escape");

  // Images cannot be kept: said by a sentence, with what would help.
  await page.getByRole("button", { name: "Images", exact: true }).click();
  const images = page.getByRole("dialog", { name: "Images" });
  const table = { name: "a.csv", mimeType: "text/csv", buffer: Buffer.from("label,p0\n0,1\n1,2\n") };
  await images.getByLabel("Choose files").setInputFiles(table);
  await expect(images.getByRole("alert")).toHaveText(/^This page was opened over http from another machine.*https/);
  await page.keyboard.press("Escape");

  const sweep = new SweepPage(page);
  await page.goto("about:blank");
  await page.goto(`http://lab.test:${port}/#${encodeSweep(smokeSweep({}, 4))}`);
  await sweep.goOnUntil(/^[1-9]\d* of \d+ runs done/);
  expect(errors).toEqual([]);
});
