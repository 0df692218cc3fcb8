import { readFile } from "node:fs/promises";
import { expect, test } from "@playwright/test";
import { LabPage, shortLink } from "./labPage";

test.use({ viewport: { width: 1440, height: 900 } });

for (const [policy, saved] of [
  ["img-src 'self' blob:", true],
  ["img-src 'self' data:", true],
  ["img-src 'self'", false],
] as const) {
  test(`under the policy ${policy} a chart is ${saved ? "saved" : "not saved, which is said"} as PNG @full`, async ({
    page,
  }) => {
    await page.route(/\/(#.*)?$/, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, headers: { ...response.headers(), "content-security-policy": policy } });
    });
    const lab = new LabPage(page);
    await lab.openSmoke(shortLink);
    await lab.playToTheEnd();
    const chart = page.getByRole("region", { name: "How well does each head classify?" });
    await chart.getByText("More", { exact: true }).click();
    await chart.locator("summary").filter({ hasText: "Save" }).click();
    const download = page.waitForEvent("download", { timeout: saved ? 30_000 : 3000 }).catch(() => undefined);
    await chart.getByRole("button", { name: "PNG" }).click();
    const file = await download;
    if (saved) {
      const bytes = await readFile((await file?.path()) ?? "");
      expect(bytes.subarray(1, 4).toString()).toBe("PNG");
    } else {
      expect(file).toBeUndefined();
      await expect(page.getByText(/The PNG could not be drawn: the security policy/)).toBeVisible();
    }
  });
}
