import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, type BrowserContext, type Page } from "@playwright/test";
import { serveBuild } from "../scripts/serveBuild.mjs";
import { root } from "../scripts/setup.mjs";
import { lessons } from "../src/lessons";
import { LabPage, shortLink } from "./labPage";
import { lessonOf, LessonPage } from "./lessonPage";

test.use({ viewport: { width: 1440, height: 900 }, serviceWorkers: "allow" });

/** A copy of the build, served under a sub-path as a static host does. */
let dist = "";
let server: Server;
let address = "";

test.beforeEach(async () => {
  dist = mkdtempSync(join(tmpdir(), "forklab-"));
  cpSync(join(root, "dist"), dist, { recursive: true });
  server = createServer(serveBuild(dist, "/forklab/"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/forklab/`;
});
test.afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(dist, { recursive: true });
});

/** Resolves once everything is kept. */
async function kept(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    if (active?.state !== "activated") {
      await new Promise((resolve) => active?.addEventListener("statechange", resolve, { once: true }));
    }
  });
}

/** Visits the page and takes the network and the server away. @returns what the page complains of from then on. */
async function visitOnce(page: Page, context: BrowserContext): Promise<readonly string[]> {
  await page.goto(address);
  await kept(page);
  const complaints: string[] = [];
  page.on("pageerror", ({ message }) => complaints.push(message));
  await context.setOffline(true);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  return complaints;
}

test("after one visit the page opens, trains and shows its late parts without a network", async ({ page, context }) => {
  const complaints = await visitOnce(page, context);

  const lab = new LabPage(page);
  await page.goto(`${address}${shortLink}`);
  await page.reload();
  await lab.playToTheEnd();
  await expect.poll(() => lab.step()).toBe(10);
  for (const name of ["Methods", "Reference"]) {
    await page.getByRole("button", { name, exact: true }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await page.keyboard.press("Escape");
  }
  await page.goto(`${address}?about=methods/cds`);
  await expect(page.getByRole("dialog", { name: "Reference" })).toBeVisible();
  expect(complaints).toEqual([]);
  server.listen(0);
});

test("every step of every lesson opens without a network, and what it asks is trained there @full", async ({
  page,
  context,
}) => {
  const complaints = await visitOnce(page, context);

  const lesson = new LessonPage(page);
  for (const entry of lessons) {
    const { steps } = await entry.load();
    for (const [index, { title }] of steps.entries()) {
      await page.goto(`${address}#lesson=${entry.id}&step=${index + 1}`);
      await expect(lesson.panel.getByRole("heading", { name: title })).toBeVisible();
    }
  }
  // One of them whole.
  const entry = lessonOf("pull-apart");
  const { steps } = await entry.load();
  await page.goto(`${address}#lesson=${entry.id}&step=1`);
  for (const [index, step] of steps.entries()) {
    if (index > 0) await lesson.next();
    await lesson.goThrough(step);
  }
  expect(complaints).toEqual([]);
  server.listen(0);
});

test("a newer version is offered, and taken when the visitor says so @full", async ({ page }) => {
  await page.goto(address);
  await kept(page);
  const html = join(dist, "index.html");
  writeFileSync(html, readFileSync(html, "utf8").replace("<title>Forklab</title>", "<title>Forklab, next</title>"));
  const worker = join(dist, "sw.js");
  const next = readFileSync(worker, "utf8").replace(/("index\.html","revision":")\w+/u, "$1of-the-next-version");
  expect(next).toContain("of-the-next-version");
  writeFileSync(worker, next);

  await page.reload();
  await expect(page.getByText("A newer version of Forklab is here.")).toBeVisible();
  expect(await page.title()).toBe("Forklab");
  await page.getByRole("button", { name: "Reload to use it" }).click();
  await expect(page).toHaveTitle("Forklab, next");
  await expect(page.getByText("A newer version of Forklab is here.")).toBeHidden();
});

test("the page's own security policy forbids nothing that it does, and what it does not", async ({ page }) => {
  const refused: string[] = [];
  await page.exposeFunction("refusedBy", (directive: string) => refused.push(directive));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => {
      void (globalThis as unknown as { refusedBy(text: string): void }).refusedBy(
        `${effectiveDirective} ${blockedURI}`,
      );
    });
  });
  const lab = new LabPage(page);
  await page.goto(`${address}${shortLink}`);
  await lab.playToTheEnd();
  const chart = page.getByRole("region", { name: "How well does each head classify?" });
  await chart.getByText("More", { exact: true }).click();
  await chart.locator("summary").filter({ hasText: "Save" }).click();
  const download = page.waitForEvent("download");
  await chart.getByRole("button", { name: "PNG" }).click();
  await download;
  expect(refused).toEqual([]);
  const ran = await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "globalThis.foreign = true";
    document.head.append(script);
    return "foreign" in globalThis;
  });
  expect(ran).toBe(false);
  await expect.poll(() => refused).toEqual(["script-src-elem inline"]);
});
