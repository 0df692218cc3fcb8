import { readFile } from "node:fs/promises";
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { classWords } from "../src/ui/words/classWords";
import { lessonWords } from "../src/ui/words/lessonWords";
import { LabPage, shortLink } from "./labPage";
import { claimLink, smoke } from "../src/classroom/testing/handedIn";

test.use({ viewport: { width: 1280, height: 900 } });

test("what a class hands in is taken, run again in turn, kept and handed out", async ({ page }) => {
  const lab = new LabPage(page);
  await lab.openSmoke(shortLink);
  await lab.playToTheEnd();
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const honest = await page.getByRole("textbox", { name: "Link", exact: true }).inputValue();
  await page.keyboard.press("Escape");
  const short = { ...smoke, training: { ...smoke.training, budget: 10 } };
  const false_ = claimLink({ ...short, seed: 7 }, 0.99);

  await page.getByRole("button", { name: "Lessons", exact: true }).click();
  await page.getByRole("button", { name: lessonWords.teaching.class }).click();
  const dialog = page.getByRole("dialog", { name: classWords.title });
  const lines = dialog.getByRole("textbox", { name: classWords.paste });
  await lines.fill(`Ada Lovelace\t${honest}\nBea, ${false_}\nCy: I could not do it`);
  await dialog.getByRole("button", { name: classWords.add }).click();
  await expect(dialog.getByText(/line 3: there is no Forklab link in it/)).toBeVisible();
  // What is wrong stays, to be put right.
  await expect(lines).toHaveValue("Cy: I could not do it");
  const row = (name: string) => dialog.getByRole("row").filter({ has: page.getByRole("rowheader", { name }) });
  await expect(dialog.getByRole("columnheader", { name: "Seed" })).toBeVisible();
  await expect(row("Ada Lovelace").getByText(classWords.claimed)).toBeVisible();
  expect((await new AxeBuilder({ page }).include("dialog").analyze()).violations).toEqual([]);

  await dialog.getByRole("button", { name: classWords.verifyAll(2) }).click();
  await expect(row("Ada Lovelace").getByText(/^verified/)).toBeVisible({ timeout: 60_000 });
  await expect(row("Bea").getByText(/^differs by/)).toBeVisible({ timeout: 60_000 });
  await expect(dialog.getByText("2 results: 1 verified, 1 differs, 0 claimed.")).toBeVisible();

  await page.reload();
  await page.getByRole("button", { name: lessonWords.teaching.class }).click();
  await expect(row("Ada Lovelace").getByText(/^verified/)).toBeVisible();
  const download = page.waitForEvent("download");
  await dialog.getByRole("button", { name: classWords.csv }).click();
  const csv = await readFile(await (await download).path(), "utf8");
  expect(csv).toMatch(/^who,Seed,A main,B main,state,gap,link\nAda Lovelace,42,.*,reproduced,/);
  await dialog.getByRole("button", { name: classWords.openOf("Bea") }).click();
  await expect(page.getByText("Claimed by the sender.", { exact: true })).toBeVisible();
});
