import { expect, test } from "@playwright/test";
import { LabPage, shortLink } from "./labPage";

test.use({ viewport: { width: 1440, height: 900 } });

test("arms are duplicated, looked at alone, locked and removed, and undo names what it takes back", async ({
  page,
}) => {
  const lab = new LabPage(page);
  await lab.openSmoke();
  await expect(page.getByText(/^Paired: every arm gets the same seed, initial weights, batches/)).toBeVisible();
  await page.getByRole("button", { name: "Duplicate arm B" }).click();
  await page.getByRole("button", { name: "Duplicate arm A" }).click();
  await expect(page.getByRole("region", { name: "Arm D, DSN" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Duplicate arm C" })).toBeDisabled();

  await page.keyboard.press("3");
  const solo = page.getByRole("button", { name: "Solo: show arm C alone" });
  await expect(solo).toHaveAttribute("aria-pressed", "true");
  await page.keyboard.press("0");
  await expect(solo).toHaveAttribute("aria-pressed", "false");

  await page.getByRole("button", { name: "Remove arm D" }).click();
  await page.getByRole("button", { name: "Remove arm C" }).click();
  await page.getByRole("button", { name: "Lock arm A" }).click();
  await expect(page.getByRole("combobox", { name: "Method, arm A" })).toBeDisabled();
  await expect(page.getByText(/^Locked\. Its settings stay/)).toBeVisible();
  await page.getByRole("button", { name: "Fork after the stem, off" }).click();
  // Only arm B has it now.
  await expect(page.getByRole("button", { name: "Fork after the stem, on in some arms" })).toBeVisible();
  await expect(page.getByText(/Arm A is locked and stays\.$/)).toBeVisible();
  await expect(page).toHaveURL(/A=dsn[^&]*f=s1b1[^&]*&B=dhm[^&]*f=stem/);

  await page.getByRole("button", { name: "Undo: branch after the stem added in arm B" }).click();
  await page.getByRole("button", { name: "Undo: arm A locked" }).click();
  await expect(page.getByRole("combobox", { name: "Method, arm A" })).toBeEnabled();
  await page.keyboard.press("Control+z");
  await expect(page.getByRole("region", { name: "Arm C, DHM" })).toBeVisible();
  await page.getByRole("button", { name: "Redo: arm C removed" }).click();
  await expect(page.getByRole("region", { name: "Arm C, DHM" })).toHaveCount(0);
});

test("a select is undone where it stands, and a number as one step", async ({ page }) => {
  const lab = new LabPage(page);
  await lab.openSmoke();
  const method = page.getByRole("combobox", { name: "Method, arm A" });
  await method.selectOption("plain");
  await page.keyboard.press("Control+z");
  await expect(method).toHaveValue("dsn");
  const rate = page.getByRole("combobox", { name: "Learning rate" });
  await rate.fill(".2");
  await rate.press("Enter");
  await rate.fill(".25");
  await rate.press("Enter");
  await page.getByRole("button", { name: "Undo: Learning rate .25" }).click();
  await expect(rate).toHaveValue(".1");
});

test("seeds are trained one after the other, found again after a reload, and read with what they are worth @full", async ({
  page,
}) => {
  const lab = new LabPage(page);
  await lab.openSmoke(shortLink);
  const seeds = page.getByRole("combobox", { name: "Seeds" });
  await seeds.fill("2");
  await seeds.press("Enter");
  await lab.button("Play").click();
  await expect(page.getByText(/seed 43, 2 of 2/)).toBeVisible({ timeout: 60_000 });
  await expect(lab.button("Replay")).toBeVisible({ timeout: 60_000 });
  const said = /(ahead in 2 of 2 seeds, mean \+[\d.]+ points|The seeds disagree|No difference in 2 seeds)/;
  await expect(page.getByText(said)).toBeVisible();
  await expect(page.getByRole("img", { name: /^A: mean \.\d{3} over 2 seeds/ })).toBeVisible();

  await page.reload();
  await expect(seeds).toHaveValue("2");
  await expect(page.getByText("42, 43: 2 finished")).toBeVisible();
  await expect(page.getByText(said)).toBeVisible();
  await seeds.fill("3");
  await seeds.press("Enter");
  await lab.button("Play").click();
  await expect(lab.button("Replay")).toBeVisible({ timeout: 60_000 });
  // Of three seeds only the third was trained again.
  await expect(page.getByRole("button", { name: /^#3 .*seed 44/ })).toBeVisible();
  await expect(page.getByRole("button", { name: /^#4/ })).toHaveCount(0);

  const verdict = page.getByRole("region", { name: "What is compared and who leads" });
  await verdict.getByRole("button", { name: "All seeds" }).click();
  const table = page.getByRole("table", { name: /by seed and arm/ });
  await expect(table.getByRole("row")).toHaveCount(6);
  await table.getByRole("button", { name: "Show the run of seed 42" }).click();
  await expect(page.getByRole("textbox", { name: "Seed" })).toHaveValue("42");
  await expect(seeds).toHaveValue("3");
  await expect.poll(() => lab.step()).toBe(10);
});
