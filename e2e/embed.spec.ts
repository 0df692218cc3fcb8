import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "@playwright/test";
import { firstVisit } from "../src/experiment/presets";
import { encodeLink } from "../src/experiment/link/encode";
import { embedCode } from "../src/ui/header/embedCode";

test.use({ viewport: { width: 1300, height: 1000 } });

test("an embed shows its experiment's recording, and its buttons and links do what they say", async ({
  page,
  context,
  baseURL,
}) => {
  // Somebody else's page, on an origin of its own.
  const code = embedCode(`${baseURL ?? ""}/?embed=1#${encodeLink(firstVisit)}`);
  const host = createServer((_, response) => {
    response.setHeader("content-type", "text/html");
    response.end(`<!doctype html><main style="width: 60%">${code}</main>`);
  });
  await new Promise<void>((listening) => host.listen(0, "127.0.0.1", listening));
  await page.goto(`http://127.0.0.1:${(host.address() as AddressInfo).port}/`);
  const element = page.locator("iframe");
  expect((await element.boundingBox())?.width).toBeCloseTo((await page.locator("main").boundingBox())?.width ?? 0, 0);

  const lab = page.frameLocator("iframe");
  await expect(lab.getByText(/^This is a recording\./)).toBeVisible();
  await expect(lab.getByText(/is kept/)).toHaveCount(0);
  await lab.getByRole("button", { name: "Skip to the end" }).click();

  const download = page.waitForEvent("download");
  await lab.getByRole("button", { name: "CSV", exact: true }).click();
  expect((await download).suggestedFilename()).toMatch(/\.csv$/);

  await lab.getByRole("button", { name: "Share", exact: true }).click();
  await lab.getByRole("button", { name: "Copy link" }).click();
  await expect(lab.getByText("Link copied.")).toBeVisible();
  await page.keyboard.press("Escape");

  await lab.getByRole("button", { name: "Help and keyboard shortcuts" }).click();
  await expect(lab.getByText(/Runs of this visit last until the page is closed\./)).toBeVisible();
  await lab.getByRole("dialog").getByRole("button", { name: "Reference" }).click();
  await context.route(/arxiv\.org/, (route) => route.fulfill({ contentType: "text/html", body: "<p>paper" }));
  const entry = lab
    .getByRole("dialog")
    .locator("details", { has: page.locator('a[href*="arxiv.org"]') })
    .last();
  await entry.locator("summary").click();
  const opened = context.waitForEvent("page");
  await entry.getByRole("link", { name: /^arXiv/ }).click();
  expect((await opened).url()).toMatch(/^https:\/\/arxiv\.org\//);
  await expect(lab.getByRole("dialog")).toBeVisible();
  host.closeAllConnections();
  host.close();
});
