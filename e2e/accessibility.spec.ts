import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";
import { LabPage } from "./labPage";

test.use({ viewport: { width: 1440, height: 900 } });

async function expectClean(page: Page, where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
  expect(found, where).toEqual([]);
}

for (const theme of ["light", "dark"] as const) {
  test(`axe finds nothing, ${theme}${theme === "light" ? " @full" : ""}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme });
    const lab = new LabPage(page);
    await page.goto("./");
    await expect(page.getByText(/Yours will take about/)).toBeVisible();
    await expectClean(page, "first visit");
    await lab.openSmoke();
    await lab.playToTheEnd();
    await expectClean(page, "finished");
    await page.getByRole("radio", { name: "Lines" }).click();
    await page.keyboard.press("t");
    await page.getByRole("tab", { name: theme === "light" ? "Loss terms" : "Cost" }).click();
    await expectClean(page, "tables");
    for (const dialog of theme === "light"
      ? ["Share", "All settings"]
      : ["Help and keyboard shortcuts", "All settings of arm B"]) {
      await page.getByRole("button", { name: dialog, exact: true }).click();
      await expectClean(page, dialog);
      await page.keyboard.press("Escape");
    }
  });
}

test("single keys can be turned off, and stay off", async ({ page }) => {
  const lab = new LabPage(page);
  await lab.openSmoke();
  await page.keyboard.press("?");
  await page.getByRole("checkbox", { name: "Single keys drive the lab" }).uncheck();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Shift+R");
  await expect(page.getByRole("textbox", { name: "Seed" })).toHaveValue("42");
  await page.reload();
  await page.keyboard.press("Shift+R");
  await expect(page.getByRole("textbox", { name: "Seed" })).toHaveValue("42");
});

test("the chosen theme is kept", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto("./");
  await page.getByRole("button", { name: "Switch to the dark theme" }).click();
  await page.reload();
  await expect(page.getByRole("button", { name: "Switch to the light theme" })).toBeVisible();
});
