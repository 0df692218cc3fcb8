import { readFile, writeFile } from "node:fs/promises";
import { expect, test, type Locator, type Page } from "@playwright/test";

test.use({ viewport: { width: 1440, height: 900 } });

async function saved(page: Page, button: Locator): Promise<string> {
  const download = page.waitForEvent("download");
  await button.click();
  return (await download).path();
}

test("saved pictures explain themselves and hold everything, and so do saved values and the share picture", async ({
  page,
}, info) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto("./");
  await expect(page.getByText(/^This is a recording\./)).toBeVisible();
  const chart = page.getByRole("region", { name: "Do the losses pull the trunk the same way?" });
  const openSave = async (): Promise<void> => {
    const save = chart.getByText("Save", { exact: true });
    // A narrow panel keeps it behind "More".
    if (!(await save.isVisible())) await chart.getByText("More", { exact: true }).click();
    await save.click();
  };
  await openSave();
  const csv = await readFile(await saved(page, chart.getByRole("button", { name: "Values (CSV)" })), "utf8");
  const [header = ""] = csv.split("\n");
  for (const pair of ["s1b1", "s2b1"]) {
    for (const arm of ["A", "B"]) expect(header).toMatch(new RegExp(`${arm}/[^,]*${pair}/`));
  }

  await openSave();
  const svg = await readFile(await saved(page, chart.getByRole("button", { name: "SVG" })), "utf8");
  // As another program draws it.
  const other = await page.context().newPage();
  await other.setContent(svg);
  const drawn = await other.evaluate(() => {
    const texts = [...document.querySelectorAll("text")].map((text) => ({
      words: text.textContent,
      top: text.getBoundingClientRect().top,
    }));
    const bottomOf = (query: string): number =>
      Math.max(0, ...[...document.querySelectorAll(query)].map((one) => one.getBoundingClientRect().bottom));
    return { texts, cells: bottomOf("image"), whole: bottomOf("svg") };
  });
  const words = drawn.texts.map((text) => text.words);
  for (const expected of ["A DSN", "B DHM", "Cosine −1", "1", "no shared path", "Forklab, seed 46"]) {
    expect(words).toContain(expected);
  }
  const caption = drawn.texts.find((text) => text.words === "Forklab, seed 46");
  expect(drawn.cells).toBeGreaterThan(100);
  expect(caption?.top).toBeGreaterThan(drawn.cells);
  const rows = drawn.texts.filter((text) => /^(Stage|Stem)/i.test(text.words ?? ""));
  expect(rows.length).toBeGreaterThan(3);
  for (const row of rows) expect(row.top).toBeLessThan((caption?.top ?? 0) - 12);
  expect(svg).not.toMatch(/light-dark|var\(/);
  await other.screenshot({ path: info.outputPath("agreement.png") });
  await other.close();

  await page.getByRole("button", { name: "Share", exact: true }).click();
  const png = await readFile(await saved(page, page.getByRole("button", { name: "Picture" })));
  expect(png.subarray(1, 4).toString()).toBe("PNG");
  await writeFile(info.outputPath("card.png"), png);
});
