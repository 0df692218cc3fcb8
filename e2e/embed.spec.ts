import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "@playwright/test";
import { firstVisit } from "../src/experiment/presets";
import { encodeLink } from "../src/experiment/link/encode";
import { shortLink } from "./labPage";
import { embedCode } from "../src/ui/header/embedCode";

const HEAD = '<!doctype html><meta name="viewport" content="width=device-width">';

test.use({ viewport: { width: 1300, height: 1000 } });

test("an embed shows its experiment's recording, and its buttons and links do what they say", async ({
  page,
  context,
  baseURL,
}) => {
  // Somebody else's page, on an origin of its own.
  const host = await serve(
    `${HEAD}<main style="width: 60%">${embedCode(`${baseURL ?? ""}/`, encodeLink(firstVisit), "full")}</main>`,
  );
  await page.goto(host.address);
  const element = page.locator("iframe");
  expect((await element.boundingBox())?.width).toBeCloseTo((await page.locator("main").boundingBox())?.width ?? 0, 0);

  const lab = page.frameLocator("iframe");
  await expect(lab.getByText(/^This is a recording\./)).toBeVisible();
  await expect(lab.getByText(/is kept/)).toHaveCount(0);
  await lab.getByRole("button", { name: "Skip to the end" }).click();

  const download = page.waitForEvent("download");
  await lab.getByRole("button", { name: "CSV", exact: true }).click();
  expect((await download).suggestedFilename()).toMatch(/\.csv$/);

  await lab.getByRole("button", { name: "Share", exact: true }).click();
  await lab.getByRole("button", { name: "Copy link" }).click();
  await expect(lab.getByText("Link copied.")).toBeVisible();
  await page.keyboard.press("Escape");

  await lab.getByRole("button", { name: "Help and keyboard shortcuts" }).click();
  await expect(lab.getByText(/Runs of this visit last until the page is closed\./)).toBeVisible();
  await lab.getByRole("dialog").getByRole("button", { name: "Reference" }).click();
  await context.route(/arxiv\.org/, (route) => route.fulfill({ contentType: "text/html", body: "<p>paper" }));
  const entry = lab
    .getByRole("dialog")
    .locator("details", { has: page.locator('a[href*="arxiv.org"]') })
    .last();
  await entry.locator("summary").click();
  const opened = context.waitForEvent("page");
  await entry.getByRole("link", { name: /^arXiv/ }).click();
  expect((await opened).url()).toMatch(/^https:\/\/arxiv\.org\//);
  await expect(lab.getByRole("dialog")).toBeVisible();
  host.close();
});

/** Keeps what the element says, for the test to read. */
const listens = `<script>
  var heard = [];
  for (const type of ["ready", "height", "state", "result", "refused"])
    document.querySelector("forklab-lab").addEventListener("forklab-" + type, ({ detail }) => heard.push(detail));
</script>`;

for (const [where, sandboxed, ownPort] of [
  ["a plain page of the lab's own origin", "", false],
  ["a page of another origin", "", true],
  ["a sandbox that gives it no origin and no storage", " sandboxed", true],
] as const) {
  test(`the element in ${where}: shows, plays, tells, and refuses what is not the host's`, async ({
    page,
    baseURL,
  }) => {
    const lab = `${baseURL ?? ""}/`;
    const html = `${HEAD}<h1>A post</h1><script type="module" src="${lab}embed.js"></script>
      <forklab-lab view="charts" src="${lab}"${sandboxed} link="${shortLink.replace(/^[^#]*#/, "").replaceAll("&", "&amp;")}"></forklab-lab>${listens}`;
    const host = ownPort ? await serve(html) : undefined;
    const address = host?.address ?? `${lab}host.html`;
    await page.route(`${lab}host.html`, (route) => route.fulfill({ contentType: "text/html", body: html }));
    const errors: string[] = [];
    page.on("pageerror", ({ message }) => void errors.push(message));
    await page.setViewportSize({ width: 900, height: 1000 });
    await page.goto(address);
    const heard = (type: string): Promise<Record<string, unknown>[]> =>
      page.evaluate<Record<string, unknown>[], string>(
        (wanted) => (Reflect.get(window, "heard") as Record<string, unknown>[]).filter(({ type }) => type === wanted),
        type,
      );
    const frame = page.frameLocator("forklab-lab iframe");
    await expect(frame.getByRole("button", { name: "Play" })).toBeEnabled();
    expect(await heard("ready")).toMatchObject([{ view: "charts", link: shortLink.replace(/^[^#]*#/, "") }]);
    // As high as it says, so that nothing scrolls within it.
    const fits = async (): Promise<boolean> =>
      (await page.locator("forklab-lab iframe").boundingBox())?.height === (await heard("height")).at(-1)?.["height"];
    await expect.poll(fits).toBe(true);

    // From a window that is no host of the lab's, under whatever origin; then rubbish of the host's own.
    await page.evaluate(() => {
      const other = document.body.appendChild(document.createElement("iframe"));
      other.srcdoc = `<script>for (const data of ["hello", { forklab: 1, type: "play" }])
        parent.document.querySelector("forklab-lab").shadowRoot.querySelector("iframe").contentWindow.postMessage(data, "*");
        </${"script"}>`;
    });
    await expect(frame.getByText(/^A message from .* was refused/)).toBeVisible();
    await page.evaluate(() => {
      const lab = document.querySelector("forklab-lab")?.shadowRoot?.querySelector("iframe")?.contentWindow;
      lab?.postMessage({ forklab: 1, type: "link", link: { toString: null } }, "*");
      lab?.postMessage([new Map(), 5n], "*");
    });
    await expect(frame.getByText(/sent a message that the lab does not know/)).toBeVisible();
    await expect.poll(async () => (await heard("refused")).length).toBe(2);
    expect((await heard("state")).every(({ phase }) => phase === "none")).toBe(true);

    await page.locator("forklab-lab").evaluate((element) => (element as unknown as { play(): void }).play());
    await expect.poll(() => heard("result"), { timeout: 90_000 }).toHaveLength(1);
    expect((await heard("state")).at(-1)).toMatchObject({ phase: "completed", recording: false });
    await expect(frame.getByText(/finished/).first()).toBeVisible();

    // At the width of a small phone it needs no scrolling sideways.
    await page.setViewportSize({ width: 336, height: 700 });
    await expect.poll(fits).toBe(true);
    const inner = page.frames().find((one) => one.url().includes("embed=1"));
    await expect.poll(() => inner?.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);

    // Another link, of a lesson and of nothing; the host's address is its own.
    await page.locator("forklab-lab").evaluate((element) => element.setAttribute("link", "#lesson=nowhere&step=1"));
    await expect.poll(async () => (await heard("state")).at(-1)?.["link"]).toBe("lesson=nowhere&step=1");
    await page.locator("forklab-lab").evaluate((element) => element.setAttribute("link", "nothing"));
    await expect(frame.getByText(/does not start with v1/)).toBeVisible();
    expect(page.url()).toBe(address);
    expect(errors).toEqual([]);
    host?.close();
  });
}

test("the notebook's module of docs/EMBED.md shows the lab and hands its result over", async ({ page, baseURL }) => {
  const [, code = ""] =
    /## A notebook[^]*?```js\n([^]*?)```/.exec(await readFile(new URL("../docs/EMBED.md", import.meta.url), "utf8")) ??
    [];
  const module = code.replace("https://lab.example/forklab/", `${baseURL ?? ""}/`);
  expect(module).not.toBe(code);
  // As anywidget does it: the module from a blob, its model a record of values.
  const host = await serve(`${HEAD}<div id="cell"></div>`);
  await page.goto(host.address);
  await page.evaluate(
    async ({ module, link }) => {
      const address = URL.createObjectURL(new Blob([module], { type: "text/javascript" }));
      const { default: widget } = (await import(address)) as { default: { render(given: object): void } };
      const values: Record<string, unknown> = { view: "figure", link };
      const model = {
        get: (name: string) => values[name],
        set: (name: string, value: unknown) => void (values[name] = value),
        save_changes: () => Reflect.set(window, "saved", { ...values }),
        on: () => undefined,
      };
      widget.render({ model, el: document.getElementById("cell") });
    },
    { module, link: shortLink.replace(/^[^#]*#/, "") },
  );
  await page.frameLocator("forklab-lab iframe").getByRole("button", { name: "Play" }).click();
  const saved = (): Promise<unknown> => page.evaluate(() => Reflect.get(window, "saved") as unknown);
  await expect.poll(saved, { timeout: 90_000 }).toMatchObject({ result: { type: "result", step: 10 } });
  host.close();
});

/** A page on an origin of its own. */
async function serve(body: string): Promise<{ readonly address: string; close(): void }> {
  const host = createServer((_, response) => {
    response.setHeader("content-type", "text/html");
    response.end(body);
  });
  await new Promise<void>((listening) => host.listen(0, "127.0.0.1", listening));
  const address = `http://127.0.0.1:${(host.address() as AddressInfo).port}/`;
  return {
    address,
    close() {
      host.closeAllConnections();
      host.close();
    },
  };
}
