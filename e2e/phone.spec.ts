import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { LabPage } from "./labPage";

for (const width of [390, 320]) {
  test(`the whole flow fits a page ${width} px wide${width === 390 ? " @full" : ""}`, async ({ page }) => {
    await page.setViewportSize({ width, height: 844 });
    const lab = new LabPage(page);
    await lab.openSmoke();
    await page.getByRole("button", { name: "Fork after the stem, off" }).click();
    await expect(page.getByRole("button", { name: "Fork after the stem, on" })).toBeVisible();
    await page.getByRole("button", { name: "Fork after the stem, on" }).click();
    await lab.playToTheEnd();
    await expect(page.getByText("One seed is not evidence.")).toBeVisible();
    await page.getByRole("tab", { name: "Agreement" }).click();
    await expect(page.getByRole("tabpanel", { name: "Agreement" })).toBeVisible();

    const beyond = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(beyond).toBe(0);
    for (const name of ["Replay", "Step", "Reset"]) {
      const box = await lab.button(name).boundingBox();
      expect(box?.height ?? 0).toBeGreaterThanOrEqual(48);
      expect(box?.width ?? 0).toBeGreaterThanOrEqual(48);
    }
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`),
    ).toEqual([]);

    await page.getByRole("button", { name: "Setup" }).last().click();
    await expect(page.getByRole("dialog", { name: "Setup" })).toBeVisible();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Runs (1)" }).click();
    await expect(page.getByRole("dialog", { name: "Runs" }).getByRole("button", { name: /#1/ })).toBeVisible();
  });
}
