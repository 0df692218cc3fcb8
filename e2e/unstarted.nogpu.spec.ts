import { pathToFileURL } from "node:url";
import { expect, test } from "@playwright/test";

const STUCK = /Forklab could not start: its code did not load/;

test("opened from a file the page says what to do instead", async ({ page }) => {
  await page.goto(pathToFileURL("dist/index.html").href);
  await expect(page.getByText(/Forklab does not run from a file/)).toBeVisible();
  await expect(page.getByText(STUCK)).toBeHidden();
});

test("without its code the page says so", async ({ page }) => {
  await page.route("**/assets/*.js", (route) => route.abort());
  await page.goto("./");
  await expect(page.getByText(STUCK)).toBeVisible();
});

test("code that a browser is too old to read leaves the same sentence", async ({ page }) => {
  await page.route("**/assets/*.js", (route) => route.fulfill({ contentType: "text/javascript", body: "const = ;" }));
  await page.goto("./");
  await expect(page.getByText(STUCK)).toBeVisible();
});

test("in a sandbox without an origin of its own the page works or says that it cannot", async ({ page }) => {
  await page.route(/\/(#.*)?$/, async (route) => {
    const response = await route.fetch();
    const headers = { ...response.headers(), "content-security-policy": "sandbox allow-scripts" };
    await route.fulfill({ response, headers });
  });
  await page.goto("./");
  await expect(
    page
      .getByText(STUCK)
      .or(page.getByRole("heading", { name: "Forklab" }))
      .first(),
  ).toBeVisible();
});
