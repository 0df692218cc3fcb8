import { expect, test, type Page } from "@playwright/test";
import { LabPage } from "./labPage";

test.use({ viewport: { width: 1440, height: 900 } });

/** Moves with Tab until an element of this name has the focus, as someone without a mouse does. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      const at = document.activeElement;
      return at?.getAttribute("aria-label") ?? at?.textContent?.trim() ?? "";
    });
    if (name.test(focused)) return;
  }
  throw new Error(`Tab does not lead to ${name}`);
}

test("a whole experiment by keyboard alone @full", async ({ page }) => {
  const lab = new LabPage(page);
  await lab.openSmoke();
  // Place a fork, weigh it, take it away, take that back.
  await page.keyboard.press("f");
  // What listens to single keys comes a moment after the page; nobody moves on before the focus shows.
  await expect(page.getByRole("button", { name: /^Fork at the input/ })).toBeFocused();
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  const stem = page.getByRole("button", { name: /^Fork after the stem/ });
  await expect(stem).toHaveAttribute("aria-pressed", "true");
  await page.keyboard.press("ArrowDown");
  await expect(page.getByText(/^After the stem: weight \.3/)).toBeVisible();
  await page.keyboard.press("Delete");
  await expect(stem).toHaveAttribute("aria-pressed", "false");
  await page.keyboard.press("Control+z");
  await expect(stem).toHaveAttribute("aria-pressed", "true");
  await page.keyboard.press("Delete");
  // Train, then look back.
  await tabTo(page, /^Play$/);
  await page.keyboard.press("Enter");
  await expect(lab.run.getByText("finished")).toBeVisible({ timeout: 90_000 });
  await page.keyboard.press("[");
  await expect(page.getByRole("slider", { name: "Displayed step" })).toHaveValue("38");
  await page.keyboard.press("]");
  await page.keyboard.press("c");
  await expect(page.getByRole("radio", { name: "Split" })).toBeChecked();
  await page.keyboard.press("g");
  await expect(page.getByRole("radio", { name: "Lines" })).toBeChecked();
  await page.keyboard.press("t");
  await expect(page.getByRole("columnheader", { name: "Step" }).first()).toBeVisible();
  await page.keyboard.press("t");
  await page.keyboard.press("1");
  // One arm alone has nothing to be split from.
  await expect(page.getByRole("radio", { name: "Split" })).toBeHidden();
  await page.keyboard.press("0");
  await expect(page.getByRole("radio", { name: "Split" })).toBeVisible();
  // A details tab, by its arrow keys.
  await tabTo(page, /^Texture or composition$/);
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("tab", { name: "Loss terms" })).toHaveAttribute("aria-selected", "true");
});

test("colours that the system chooses leave the map its own @full", async ({ page }) => {
  await page.emulateMedia({ forcedColors: "active", colorScheme: "dark" });
  const lab = new LabPage(page);
  await lab.openSmoke();
  await lab.playToTheEnd();
  const cells = page.getByTitle("Click a cell to see its step everywhere.").first().locator("canvas");
  await expect
    .poll(() =>
      cells.evaluate((canvas) => {
        const { width = 0, height = 0 } = canvas instanceof HTMLCanvasElement ? canvas : {};
        const pen = canvas instanceof HTMLCanvasElement ? canvas.getContext("2d") : null;
        const { data = [] } = pen?.getImageData(0, Math.floor(height / 8), width, 1) ?? {};
        const colours = new Set<string>();
        for (let at = 0; at < data.length; at += 4)
          if (data[at + 3] === 255) colours.add(data.slice(at, at + 3).join());
        return colours.size;
      }),
    )
    .toBeGreaterThan(3);
});
