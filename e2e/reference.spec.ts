import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";
import { methods } from "../src/catalog/methods";
import { LabPage, smokeLink } from "./labPage";

const wide = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };

async function expectClean(page: Page, where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
  expect(found, where).toEqual([]);
}

async function expectNoOverflow(page: Page): Promise<void> {
  const beyond = await page
    .getByRole("dialog")
    .evaluate((dialog) =>
      [dialog, ...dialog.querySelectorAll(":scope > div")].map((element) => element.scrollWidth - element.clientWidth),
    );
  expect(Math.max(...beyond)).toBeLessThanOrEqual(0);
}

for (const theme of ["light", "dark"] as const) {
  test(`the reference holds every method and passes axe, ${theme}${theme === "light" ? " @full" : ""}`, async ({
    page,
  }) => {
    await page.setViewportSize(wide);
    await page.emulateMedia({ colorScheme: theme });
    await page.goto(smokeLink);
    await page.getByRole("button", { name: "Reference", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Reference" });
    const section = dialog.getByRole("region", { name: "Methods of supervision" });
    await expect(section.locator("details")).toHaveCount(Object.keys(methods).length);
    for (const { title, formula } of Object.values(methods)) {
      const entry = section
        .locator("details")
        .filter({ has: page.locator("summary b", { hasText: new RegExp(`^${title}$`) }) });
      await entry.locator("summary").click();
      await expect(entry.getByText(formula, { exact: true })).toBeVisible();
    }
    await expectNoOverflow(page);
    await expectClean(page, "reference, all methods open");
    await dialog.getByRole("searchbox").fill("dhm.temperature");
    await expect(dialog.locator("details")).toHaveCount(1);
    await expect(dialog.getByText("Softens both predictions")).toBeVisible();
  });

  test(`methods side by side pass axe on a phone, ${theme}${theme === "light" ? " @full" : ""}`, async ({ page }) => {
    await page.setViewportSize(phone);
    await page.emulateMedia({ colorScheme: theme });
    await page.goto(smokeLink);
    await page.getByRole("button", { name: "Help and keyboard shortcuts" }).click();
    await page.getByRole("button", { name: "Methods side by side" }).click();
    await expect(page.getByRole("dialog").getByRole("img")).toHaveCount(5);
    await expectNoOverflow(page);
    await expectClean(page, "methods");
  });
}

test("an address leads to an entry, and an arm's card leads there, too", async ({ page }) => {
  await page.setViewportSize(wide);
  await page.goto(`./?about=methods/cds${smokeLink.slice(2)}`);
  const dialog = page.getByRole("dialog", { name: "Reference" });
  await expect(dialog.getByText(methods.cds.formula)).toBeInViewport();
  await expect(page).toHaveURL(/\?about=methods\/cds#v1/);
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await page.getByRole("button", { name: "About DHM" }).click();
  await expect(dialog.getByText(methods.dhm.formula)).toBeInViewport();
});

test("the reference works by keyboard alone", async ({ page }) => {
  await page.setViewportSize(wide);
  await page.goto(smokeLink);
  await page.getByRole("button", { name: "Reference", exact: true }).press("Enter");
  const dialog = page.getByRole("dialog", { name: "Reference" });
  await dialog.getByRole("searchbox").focus();
  await page.keyboard.type("ece");
  // Letters reach the box, not the lab's single keys.
  await expect(dialog.getByRole("searchbox")).toHaveValue("ece");
  await dialog.getByRole("searchbox").fill("");
  await dialog.getByRole("button", { name: "Calibration error" }).press("Enter");
  await expect(dialog.locator("summary", { hasText: "Calibration error" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(dialog.locator("details[open]")).toHaveCount(0);
});

test("a method is taken from its picture into an arm, and trains @full", async ({ page }) => {
  await page.setViewportSize(wide);
  const lab = new LabPage(page);
  await lab.openSmoke();
  await page.getByRole("button", { name: "Methods", exact: true }).click();
  await page.getByRole("button", { name: "DML: Use as arm A" }).click();
  await expect(page.getByText("Arm A is now DML.")).toBeVisible();
  await page.getByRole("dialog").getByRole("button", { name: "Undo" }).click();
  await page.getByRole("button", { name: "DML: Use as arm A" }).click();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("combobox", { name: "Method, arm A" })).toHaveValue("dml");
  await expect(page).toHaveURL(/A=dml;f=input~dhm/);
  await lab.playToTheEnd();
  await page.getByRole("tab", { name: "Loss terms" }).click();
  const table = page.getByRole("table", { name: /^Mimicry in arm A/ });
  await expect(table.getByRole("row")).toHaveCount(3);
  await expect(table.getByRole("cell").filter({ hasText: /^[\d.]+$/ })).toHaveCount(2);
  await expectClean(page, "loss terms");
});

test("an arm is set as in the paper, says what is not, and trains @full", async ({ page }) => {
  await page.setViewportSize(wide);
  const lab = new LabPage(page);
  await lab.openSmoke();
  await page.getByRole("button", { name: "As in the paper, arm A" }).click();
  await expect(page.getByRole("combobox", { name: "Branch, arm A" })).toHaveValue("fc");
  // Open at once for whoever asked: it says that one learning rate for all layers is too high for these heads.
  await expect(page.getByText(/lower the learning rate first\.$/)).toBeVisible();
  await expectClean(page, "as in the paper");
  const rate = page.getByRole("combobox", { name: "Learning rate" });
  await rate.fill("0.003");
  await rate.press("Enter");
  await lab.playToTheEnd();
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("combobox", { name: "Branch, arm A" })).toHaveValue("gap");
});
