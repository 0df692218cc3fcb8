import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "@playwright/test";
import puppeteer, { type Browser, type BrowserContext, type Page } from "puppeteer-core";
import type { EngineChoice } from "../src/protocol/engineChoice";
import { ensureFirefox, firefoxOptions, leaveWorkersAlone } from "../scripts/firefox.mjs";
import { curvesOf } from "./labPage";

/** A stock Firefox, driven by WebDriver BiDi. */
export class Firefox {
  readonly #browser: Browser;
  readonly #downloads: string;

  private constructor(browser: Browser, downloads: string) {
    this.#browser = browser;
    this.#downloads = downloads;
  }

  static async start(webgpu: boolean): Promise<Firefox> {
    ensureFirefox();
    const downloads = await mkdtemp(join(tmpdir(), "forklab-firefox-"));
    const browser = await puppeteer.launch(firefoxOptions({ webgpu, downloads }));
    await leaveWorkersAlone(browser);
    return new Firefox(browser, downloads);
  }

  /** A page with storage of its own, as another person has it. */
  async visitor(): Promise<FirefoxLab> {
    return FirefoxLab.open(await this.#browser.createBrowserContext(), this.#downloads);
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await rm(this.#downloads, { recursive: true, force: true });
  }
}

/** What a visitor does and sees in Firefox, by names on the page. */
export class FirefoxLab {
  readonly page: Page;
  readonly #context: BrowserContext;
  readonly #downloads: string;
  /** What the page's script did not catch. */
  readonly errors: string[] = [];

  private constructor(page: Page, context: BrowserContext, downloads: string) {
    this.page = page;
    this.#context = context;
    this.#downloads = downloads;
    page.on("pageerror", (error) => {
      this.errors.push(error instanceof Error ? error.message : String(error));
    });
  }

  static async open(context: BrowserContext, downloads: string): Promise<FirefoxLab> {
    const page = await context.newPage();
    await page.setViewport({ width: 1440, height: 900 });
    return new FirefoxLab(page, context, downloads);
  }

  async goto(link: string): Promise<void> {
    // Another hash alone would be no new visit.
    await this.page.goto("about:blank");
    await this.page.goto(link);
  }

  /** Clicks the first visible and enabled button, tab or check box of that name once there is one. */
  async click(name: RegExp, within = "body"): Promise<void> {
    await expect
      .poll(() => this.#mark(name, within), { message: `a control named ${name}`, timeout: 60_000 })
      .toBe(true);
    await this.page.click("[data-journey]");
  }

  /** Chooses an engine for the next run once this machine is known to have it. */
  async useEngine(engine: EngineChoice): Promise<void> {
    const mark = (): Promise<boolean> =>
      this.page.evaluate((wanted) => {
        const select = [...document.querySelectorAll("select")].find(
          ({ labels, options }) =>
            labels[0]?.textContent === "Engine" && [...options].some(({ value }) => value === wanted),
        );
        select?.setAttribute("data-engine", "");
        return select !== undefined;
      }, engine);
    await expect.poll(mark, { message: `the engine ${engine} can be chosen`, timeout: 60_000 }).toBe(true);
    await this.page.select("[data-engine]", engine);
  }

  async has(name: RegExp, within = "body"): Promise<boolean> {
    return this.#mark(name, within);
  }

  /** Resolves once the page says this. */
  async says(text: RegExp, timeout = 60_000): Promise<void> {
    await expect.poll(() => this.text(), { message: `the page says ${text}`, timeout }).toMatch(text);
  }

  text(): Promise<string> {
    return this.page.evaluate(() => document.body.innerText);
  }

  /** Whether this browser gives a worker of this page a WebGPU adapter. */
  hasAdapter(): Promise<boolean> {
    return this.page.evaluate(async () => (await (navigator.gpu as GPU | undefined)?.requestAdapter()) != null);
  }

  async playToTheEnd(timeout = 120_000): Promise<void> {
    await this.click(/^(Play|Replay)$/);
    await this.says(/\bfinished\b/, timeout);
  }

  /** Every curve of the run on display. */
  async curves(): Promise<ReadonlyMap<string, readonly string[]>> {
    const before = new Set(await readdir(this.#downloads));
    await this.click(/^CSV$/);
    let path = "";
    await expect
      .poll(async () => {
        const files = (await readdir(this.#downloads)).filter((name) => !before.has(name));
        // Firefox writes to a .part file and renames it; an empty one stands in its place meanwhile.
        if (files.length !== 1 || files[0]?.endsWith(".part") === true) return 0;
        path = join(this.#downloads, files[0] ?? "");
        return (await readFile(path)).length;
      })
      .toBeGreaterThan(0);
    return curvesOf(await readFile(path, "utf8"));
  }

  async close(): Promise<void> {
    expect(this.errors).toEqual([]);
    await this.#context.close();
  }

  /** Marks the control for a real click of the mouse. */
  #mark(name: RegExp, within: string): Promise<boolean> {
    return this.page.evaluate(
      (source, flags, scope) => {
        for (const old of document.querySelectorAll("[data-journey]")) old.removeAttribute("data-journey");
        const pattern = new RegExp(source, flags);
        const controls = "button, [role=tab], [role=radio], input[type=checkbox], summary";
        const nameOf = (element: HTMLElement): string =>
          (
            element.getAttribute("aria-label") ??
            (element instanceof HTMLInputElement ? element.labels?.[0]?.innerText : element.innerText) ??
            ""
          ).trim();
        const found = [...document.querySelectorAll(scope)]
          .flatMap((root) => [...root.querySelectorAll<HTMLElement>(controls)])
          .find(
            (element) =>
              pattern.test(nameOf(element)) &&
              element.checkVisibility() &&
              !(element as HTMLButtonElement).disabled &&
              element.getAttribute("aria-disabled") !== "true",
          );
        found?.setAttribute("data-journey", "");
        return found !== undefined;
      },
      name.source,
      name.flags,
      within,
    );
  }
}
