import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "@playwright/test";

/** An empty page of the production build in a browser without a window. */
export interface BrowserPage {
  readonly page: Page;
  /** Address of a script of the build, by how its name begins. @throws Error when there is none. */
  script(name: string): string;
  close(): Promise<void>;
}

interface Options {
  /** Folder of the repository. */
  readonly root: string;
  /** Ask the browser for WebGPU. */
  readonly gpu: boolean;
  readonly onCrash: (reason: string) => void;
}

/**
 * Serves the production build and opens Chromium on it.
 * @throws Error when there is no build or no browser.
 */
export async function openBrowserPage({ root, gpu, onCrash }: Options): Promise<BrowserPage> {
  const assets = join(root, "dist/assets");
  const scripts = existsSync(assets) ? readdirSync(assets).filter((name) => name.endsWith(".js")) : [];
  const scriptNamed = (name: string): string => {
    const found = scripts.find((script) => script.startsWith(`${name}-`));
    if (found === undefined) throw new Error(`${assets} holds no ${name}; run npm run build`);
    return found;
  };
  scriptNamed("train.worker");
  const [{ preview }, { chromium }] = await Promise.all([import("vite"), import("@playwright/test")]);
  // By path, because it finds its own folder from where it stands and must not become part of this bundle.
  const { launchOptions } = (await import(pathToFileURL(join(root, "scripts/browser.mjs")).href)) as BrowserModule;
  const server = await preview({ root, logLevel: "silent", preview: { host: "127.0.0.1", port: 0, open: false } });
  const closers = [() => server.close()];
  const close = async (): Promise<void> => {
    for (const each of closers.splice(0).reverse()) await each();
  };
  try {
    const base = server.resolvedUrls?.local[0];
    if (base === undefined) throw new Error("the build could not be served on 127.0.0.1");
    const browser = await chromium.launch({ headless: true, ...launchOptions({ gpu }) });
    const ended = (): void => onCrash("the browser ended");
    browser.on("disconnected", ended);
    closers.push(async () => {
      browser.off("disconnected", ended);
      await browser.close();
    });
    const page = await browser.newPage();
    page.on("crash", () => onCrash("the browser page crashed"));
    // Any text of the same origin is page enough for a worker.
    await page.goto(new URL("licenses.txt", base).href);
    return { page, close, script: (name) => new URL(`assets/${scriptNamed(name)}`, base).href };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What is used of scripts/browser.mjs. */
interface BrowserModule {
  launchOptions(options: { readonly gpu: boolean }): { readonly executablePath?: string; readonly args: string[] };
}
