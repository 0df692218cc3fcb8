import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { strFromU8, unzipSync } from "fflate";
import { checksum } from "../src/random/checksum";
import { shareStrings } from "../src/ui/words/shareStrings";
import { LabPage } from "./labPage";

test.use({ viewport: { width: 1440, height: 900 } });

const root = new URL("..", import.meta.url).pathname;

test("results travel in a link and are confirmed in another browser, and on the command line @full", async ({
  page,
  browser,
}) => {
  test.setTimeout(300_000);
  const lab = new LabPage(page);
  await lab.openSmoke();
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Share this experiment" });
  await expect(dialog.getByRole("checkbox", { name: /^Final accuracies/ })).toBeDisabled();
  await page.keyboard.press("Escape");
  await lab.playToTheEnd();
  await page.getByRole("button", { name: "Share", exact: true }).click();
  await dialog.getByRole("checkbox", { name: /^Accuracy curves/ }).check();
  await dialog.getByRole("checkbox", { name: /^Agreement map/ }).check();
  await dialog.getByRole("textbox", { name: "A note" }).fill("look at <i>branch 1</i>");
  const link = await dialog.getByRole("textbox", { name: "Link", exact: true }).inputValue();
  expect(link).toMatch(/&e=1&r=[\d.,;]+&rc=1[A-Za-z0-9~-]+&rg=2[A-Za-z0-9~-]+&nt=/);
  expect(link.length).toBeLessThan(1000);
  await dialog.getByRole("button", { name: "QR code" }).click();
  await expect(dialog.getByRole("img", { name: "The link as a QR code" })).toBeVisible();
  const picture = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Picture" }).click();
  expect((await picture).suggestedFilename()).toBe("forklab.png");

  const other = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const there = new LabPage(other);
  await other.goto(link);
  await expect(other.getByText("Claimed by the sender.", { exact: true })).toBeVisible();
  await expect(other.getByText("“look at <i>branch 1</i>”")).toBeVisible();
  await expect(other.locator('path.recharts-line-curve[stroke-width="5"]').first()).toBeAttached();
  await expect.poll(() => there.step()).toBe(0);
  await there.playToTheEnd();
  await expect(other.getByText(/^Reproduced exactly: every curve is equal to the last digit\.$/)).toBeVisible();
  // Another engine is close to it, and the page says what that is worth.
  await there.useEngine("Compiled, WebGPU");
  await there.playToTheEnd();
  await expect(other.getByText(/^The sender's results are exact, this run's engine is not/)).toBeVisible();
  await other.getByRole("button", { name: "Verify with WebAssembly" }).click();
  await expect(other.getByText(/^Reproduced exactly: every curve is equal to the last digit\.$/)).toBeVisible();
  await other.close();

  const verify = (text: string) =>
    spawnSync("node", ["scripts/lab.mjs", "verify", text, "--no-build", "--quiet"], { cwd: root, encoding: "utf8" });
  const good = verify(link);
  expect(good.stdout).toMatch(/^reproduced exactly: every curve is equal to the last digit/);
  expect(good.status).toBe(0);
  const digest = /&ex=([0-9a-f]{16})/.exec(link)?.[1] ?? "";
  const other16 = digest.replace(/./, (digit) => (digit === "0" ? "1" : "0"));
  const body = link.replace(/^.*#/, "").replace(/&c=.*/, "").replace(digest, other16);
  const bad = verify(`${body}&c=${checksum(body)}`);
  expect(bad.stdout).toMatch(/^differs: not every curve is equal to the last digit/);
  expect(bad.status).toBe(1);
  expect(verify(link.replace(/&e=.*/, "")).status).toBe(2);
});

test("a link with other results is told to differ, and a cut one loses them @full", async ({ page }) => {
  const { encodeLink } = await import("../src/experiment/link/encode");
  const { findPreset, smallData } = await import("../src/experiment/presets");
  const smoke = findPreset("smoke")?.experiment ?? smallData;
  const wrong = encodeLink(smoke, [], ["e=1", "r=99,99,99;99,99,99"]);
  const lab = new LabPage(page);
  await lab.openSmoke(`./#${wrong}`);
  await lab.playToTheEnd();
  await expect(page.getByText(/^Differs from the sender's results by up to \.\d/)).toBeVisible();
  await page.goto("about:blank");
  await page.goto(`./#${wrong.slice(0, -2)}`);
  await expect(page.getByText(/were left out/)).toBeVisible();
  await expect(page.getByText("Claimed by the sender.")).toHaveCount(0);
});

test("the experiment is taken out as a PyTorch project, the one that the command writes", async ({ page }) => {
  const lab = new LabPage(page);
  await lab.openSmoke();
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const link = await page.getByRole("textbox", { name: "Link", exact: true }).inputValue();
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: shareStrings.code }).click();
  const download = await saved;
  expect(download.suggestedFilename()).toBe("forklab-torch-seed-42.zip");
  const files = unzipSync(readFileSync(await download.path()));
  expect(strFromU8(files["forklab-torch/settings.py"] ?? new Uint8Array())).toContain(link.replace(/^[^#]*/, ""));
  expect(strFromU8(files["forklab-torch/model.py"] ?? new Uint8Array())).toContain("def network_b() -> Network:");
  expect(files["forklab-torch/weights/b.safetensors"]?.length).toBeGreaterThan(10_000);
});

test("another link's arms are added, with what differs", async ({ page }) => {
  const lab = new LabPage(page);
  await lab.openSmoke();
  await page.getByRole("button", { name: "Share", exact: true }).click();
  await page.getByRole("textbox", { name: "Compare with another link" }).fill("nonsense");
  await page.getByRole("button", { name: "Add these arms" }).click();
  await expect(page.getByText("This is not an experiment link.")).toBeVisible();
  await page.getByRole("textbox", { name: "Compare with another link" }).fill("#v1&n=80&A=plain");
  await page.getByRole("button", { name: "Add these arms" }).click();
  await expect(page.getByText(/^Nothing has been added yet.* its arms are Plain/)).toBeVisible();
  await expect(page.getByText(/is without a checksum/)).toBeVisible();
  await page.getByRole("button", { name: "Add them anyway" }).click();
  await expect(page.getByText("One arm added.")).toBeVisible();
  await expect(page.getByText("training.budget: 40 here, 80 there")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Three arms, side by side" })).toBeVisible();
});

test("a link shows its receiver what its sender was looking at, once", async ({ page }) => {
  const lab = new LabPage(page);
  await lab.openSmoke();
  await page.getByRole("combobox", { name: "Measure", exact: true }).selectOption("nll");
  await page.getByRole("radio", { name: "Lines" }).click();
  await page.getByRole("tab", { name: "Cost" }).click();
  await page.getByRole("button", { name: "Share", exact: true }).click();
  await page.getByRole("checkbox", { name: /^My current view/ }).check();
  const link = await page.getByRole("textbox", { name: "Link", exact: true }).inputValue();
  await page.goto("about:blank");
  await page.goto(link);
  await expect(page.getByRole("combobox", { name: "Measure", exact: true })).toHaveValue("nll");
  await expect(page.getByRole("radio", { name: "Lines" })).toBeChecked();
  await expect(page.getByRole("tab", { name: "Cost" })).toHaveAttribute("aria-selected", "true");
  await expect(page.getByRole("alert")).toHaveCount(0);
  // An edit makes the experiment the receiver's own; the view is no part of it.
  await page.getByRole("button", { name: "Fork after the stem, off" }).click();
  await expect(page).not.toHaveURL(/vw=/);
});
