import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Locator, type Page, type TestInfo } from "@playwright/test";
import {
  cifarHundredFiles,
  cifarTenFiles,
  drawnSet,
  drawnSplits,
  gzipOf,
  idxFiles,
  pictureFiles,
  tarOf,
  zipOf,
  type Files,
} from "../src/data/files/testing/containers";
import { LabPage, smokeLink } from "./labPage";

test.use({ viewport: { width: 1440, height: 900 } });

/** Enough for the smoke experiment's batches. */
const splits = { train: drawnSet(160, 8, 3, 2, 1), test: drawnSet(40, 8, 3, 2, 2) };

function written(info: TestInfo, files: Files): string {
  const folder = info.outputPath("files");
  for (const [path, bytes] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
  return folder;
}

/** Lets files and folders fall onto the page, as a visitor's mouse does. */
async function drop(page: Page, paths: readonly string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  const send = (type: "dragEnter" | "dragOver" | "drop"): Promise<unknown> =>
    session.send("Input.dispatchDragEvent", { type, x: 700, y: 450, data });
  const fell = await page.evaluateHandle(() => {
    const seen = { count: 0 };
    addEventListener("drop", () => (seen.count += 1), { capture: true, once: true });
    return seen;
  });
  // A hand takes longer than this: files that fall before the browser has been told that the page takes them are not handed over.
  await expect(async () => {
    for (const type of ["dragEnter", "dragOver", "drop"] as const) await send(type);
    await expect.poll(() => fell.evaluate(({ count }) => count), { timeout: 2000 }).toBe(1);
  }).toPass();
}

/** The colours of the picture that enters the network, opaque ones. */
async function inputColours(page: Page): Promise<ReadonlySet<number>> {
  const colours = await page
    .locator("#diagram canvas")
    .first()
    .evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
      const words = [...new Uint32Array(Uint8Array.from(data).buffer)];
      return words.filter((word) => word >>> 24 === 255);
    });
  return new Set(colours);
}

const imagesOf = (page: Page): Locator => page.getByRole("dialog", { name: "Images" });

test("a folder dropped on the page is read, kept, trained on, found again and deleted", async ({ page }, info) => {
  const folder = written(info, pictureFiles(splits));
  const lab = new LabPage(page);
  await lab.openSmoke();
  const drawn = await inputColours(page);
  await drop(page, [join(folder, "pictures")]);
  const images = imagesOf(page);
  await expect(images.getByText("pictures was read. The experiment trains on it now.")).toBeVisible();
  await expect(images.getByText(/^160 training and 40 test images, 2 classes, 8 × 8 px in colour/)).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).include("dialog").analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await images.getByRole("button", { name: "Close" }).click();
  // The diagram shows one of them.
  await expect.poll(async () => (await inputColours(page)).size).toBeGreaterThan(2);
  expect(await inputColours(page)).not.toEqual(drawn);
  await lab.playToTheEnd();
  await expect.poll(() => lab.step()).toBe(40);
  // The link names the images; this browser has them.
  await page.reload();
  await expect(lab.button("Reset")).toBeEnabled();
  expect(page.url()).toContain("d=files");
  await page.getByRole("button", { name: "Images", exact: true }).click();
  await expect(images.getByText("in use")).toBeVisible();
  await images.getByRole("button", { name: "Delete pictures" }).click();
  await expect(images.getByText("No images yet.")).toBeVisible();
  await expect(images.getByText(/This experiment needs images that are not in this browser: pictures/)).toBeVisible();
});

test("the same images from another container are the same, and a link without them says what is needed @full", async ({
  page,
  browser,
}, info) => {
  const files = cifarTenFiles(drawnSplits(32, 3, 10));
  const folder = written(info, { "cifar-10-binary.tar.gz": gzipOf(tarOf(files)), ...files });
  const lab = new LabPage(page);
  await lab.openSmoke();
  await page.getByRole("button", { name: "Images", exact: true }).click();
  const images = imagesOf(page);
  await images.getByLabel("Choose files").setInputFiles(join(folder, "cifar-10-binary.tar.gz"));
  await expect(images.getByText("cifar-10 was read. The experiment trains on it now.")).toBeVisible();
  await images.getByLabel("Choose a folder").setInputFiles(join(folder, "cifar-10-batches-bin"));
  await expect(images.getByText("cifar-10 was read. The experiment trains on it now.")).toBeVisible();
  await expect(images.getByRole("button", { name: /^Delete/ })).toHaveCount(1);
  await expect.poll(() => page.url()).toContain("d=files");

  const other = await browser.newContext();
  const receiver = await other.newPage();
  await receiver.goto(page.url());
  const theirs = new LabPage(receiver);
  // The dialog opens by itself.
  const needed = imagesOf(receiver).getByRole("note");
  await expect(needed).toContainText("This experiment needs images that are not in this browser: CIFAR-10.");
  await expect(needed).toContainText("its authors state no licence");
  await expect(needed.getByRole("link")).toHaveAttribute("href", "https://www.cs.toronto.edu/~kriz/cifar.html");
  await imagesOf(receiver).getByLabel("Choose files").setInputFiles(join(folder, "cifar-10-binary.tar.gz"));
  await expect(imagesOf(receiver).getByText("cifar-10 was read. The experiment trains on it now.")).toBeVisible();
  await expect(imagesOf(receiver).getByText("another set than this link's")).toHaveCount(0);
  await imagesOf(receiver).getByRole("button", { name: "Close" }).click();
  expect(receiver.url()).toBe(page.url());
  await expect(theirs.run).toBeVisible();
  await other.close();
});

test("a damaged archive and a wrong file say what is wrong, and change nothing", async ({ page }, info) => {
  const folder = written(info, {
    "damaged.tar.gz": gzipOf(tarOf(cifarTenFiles(drawnSplits(32, 3, 10)))).slice(0, -20),
    "thesis.pdf": new TextEncoder().encode("%PDF-1.4 and nothing else"),
    "evil.zip": zipOf({ "../../a/1.png": new Uint8Array(3) }),
  });
  const lab = new LabPage(page);
  await lab.openSmoke();
  const before = page.url();
  const images = imagesOf(page);
  for (const [file, said] of [
    ["damaged.tar.gz", /damaged\.tar\.gz is damaged or was cut off/],
    ["thesis.pdf", /This file is of no known layout: thesis\.pdf\. Known are/],
    ["evil.zip", /evil\.zip holds a part whose path leads out of the archive: \.\.\/\.\.\/a\/1\.png/],
  ] as const) {
    await drop(page, [join(folder, file)]);
    await expect(images.getByRole("alert")).toHaveText(said);
    await expect(images.getByText("No images yet.")).toBeVisible();
    await images.getByRole("button", { name: "Close" }).click();
  }
  expect(page.url()).toBe(before);
});

test("a cancelled import leaves nothing @full", async ({ page }, info) => {
  const many = { train: drawnSet(60_000, 28, 1, 10, 1), test: drawnSet(10, 28, 1, 10, 2) };
  const packed = Object.fromEntries(
    Object.entries(idxFiles(many)).map(([path, bytes]) => [`${path}.gz`, gzipOf(bytes)]),
  );
  const folder = written(info, packed);
  const lab = new LabPage(page);
  await lab.openSmoke(smokeLink);
  await page.getByRole("button", { name: "Images", exact: true }).click();
  const images = imagesOf(page);
  await images.getByLabel("Choose files").setInputFiles(Object.keys(packed).map((path) => join(folder, path)));
  await images.getByRole("button", { name: "Cancel" }).click();
  await expect(images.getByText("Cancelled; nothing was kept.")).toBeVisible();
  await expect(images.getByText("No images yet.")).toBeVisible();
  expect(page.url()).not.toContain("d=files");
});

test("coarse classes are chosen where a set has them, and stand in the link", async ({ page }, info) => {
  const folder = written(info, cifarHundredFiles(drawnSplits(32, 3, 10), 10));
  const lab = new LabPage(page);
  await lab.openSmoke();
  await page.getByRole("button", { name: "Images", exact: true }).click();
  const images = imagesOf(page);
  await images.getByLabel("Choose a folder").setInputFiles(join(folder, "cifar-100-binary"));
  await expect(images.getByText("cifar-100 was read. The experiment trains on it now.")).toBeVisible();
  await images.getByLabel("Learns").selectOption("5 coarse classes");
  await expect.poll(() => page.url()).toContain("files.coarse=5");
  await images.getByRole("button", { name: "Close" }).click();
  await lab.button("Step").click();
  await expect.poll(() => lab.step()).toBeGreaterThan(0);
  await page.getByRole("button", { name: "Images", exact: true }).click();
  await images.getByLabel("Learns").selectOption("10 classes");
  await expect.poll(() => page.url()).not.toContain("files.coarse");
});

test("files that fall on the page before its code is there are read once it is", async ({ page }, info) => {
  const folder = written(info, pictureFiles(splits));
  // The page's code waits until the files have fallen.
  let fallen: () => void = () => undefined;
  const free = new Promise<void>((resolve) => (fallen = resolve));
  await page.route(/\/assets\/.*\.js$/, async (route) => {
    await free;
    await route.continue();
  });
  await page.goto(smokeLink, { waitUntil: "commit" });
  await page.waitForFunction(() => "earlyDrops" in window);
  await drop(page, [join(folder, "pictures")]);
  expect(page.url()).toContain("#");
  fallen();
  await expect(imagesOf(page).getByText("pictures was read. The experiment trains on it now.")).toBeVisible();
  await expect.poll(() => page.url()).toContain("d=files");
});

test("a link without its images asks for them once, and not again once it was closed", async ({ page }) => {
  const wanted = "d=files&files.name=cifar-10&files.hash=0123456789abcdef";
  await page.goto(`./#v1&${wanted}`);
  const images = imagesOf(page);
  await expect(images.getByRole("note")).toContainText("CIFAR-10");
  await images.getByRole("button", { name: "Close" }).click();
  await page.evaluate((link) => (location.hash = link), `v1&seed=7&${wanted}`);
  await expect.poll(() => page.url()).toContain("seed=7");
  await expect(images).toHaveCount(0);
});

test("a known set is downloaded after consent; what is wrong with it is told, and nothing is kept", async ({
  page,
  context,
}) => {
  const asked: string[] = [];
  let habit: "blocked" | "wrong" = "blocked";
  // The host itself cannot be reached from a test: it is answered for here, first not at all, then with other bytes.
  await context.route("https://raw.githubusercontent.com/**", async (route) => {
    asked.push(new URL(route.request().url()).pathname);
    if (habit === "blocked") await route.abort();
    else {
      const headers = { "access-control-allow-origin": "*" };
      await route.fulfill({ status: 200, headers, body: Buffer.alloc(26_421_880) });
    }
  });
  const lab = new LabPage(page);
  await lab.openSmoke();
  await page.getByRole("button", { name: "Images", exact: true }).click();
  const images = imagesOf(page);
  await images.getByText("Known sets to download").click();
  const row = images.getByRole("listitem").filter({ hasText: "Fashion-MNIST" });
  await expect(row).toContainText(/4 files, .* from raw\.githubusercontent\.com; licence MIT; checked by MD5/);
  expect(asked).toEqual([]);
  await row.getByRole("button", { name: "Download Fashion-MNIST" }).click();
  await expect(images.getByRole("alert")).toHaveText(
    /train-images-idx3-ubyte\.gz could not be fetched: .*Open the address in a tab of its own, save the file, and drop it here\./,
  );
  habit = "wrong";
  await images.getByRole("button", { name: "Try again" }).click();
  await expect(images.getByRole("alert")).toHaveText(
    /is not the file that it should be: its checksum is .*Nothing of it was kept\./,
  );
  await expect(images.getByText("No images yet.")).toBeVisible();
  expect(page.url()).not.toContain("d=files");
});

test("a host of another origin is read by the page's own worker, checked, and kept", async ({ page }) => {
  const files = cifarTenFiles(drawnSplits(32, 3, 10));
  const packed = Buffer.from(gzipOf(tarOf(files)));
  const origins: (string | undefined)[] = [];
  // Breaks off once; lets pages of every origin read it.
  const server = createServer(({ headers, method, url: path }, response) => {
    // As most hosts: it answers, and lets no page read it.
    if (path === "/closed") return void response.end(packed);
    const allowed = { "access-control-allow-origin": "*", "access-control-allow-headers": "range" };
    if (method === "OPTIONS") return void response.writeHead(204, allowed).end();
    origins.push(headers.origin);
    const from = Number(/bytes=(\d+)-/.exec(headers.range ?? "")?.[1] ?? 0);
    const rest = packed.subarray(from);
    response.writeHead(from > 0 ? 206 : 200, { ...allowed, "content-length": rest.length });
    // A browser may lose what it had when the connection ends, and ask for all of it again.
    if (origins.length > 1) response.end(rest);
    else response.write(rest.subarray(0, 20_000), () => response.socket?.end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/cifar-10-binary.tar.gz`;
  const hex = createHash("sha256").update(packed).digest("hex");
  await page.goto(smokeLink);
  const workers = readdirSync(new URL("../dist/assets", import.meta.url));
  const script = workers.find((name) => name.startsWith("import.worker-")) ?? "";
  const request = { files: [], size: undefined, fit: "fill" as const };
  const file = {
    path: "cifar-10-binary.tar.gz",
    url,
    bytes: packed.length,
    checksum: { kind: "sha256" as const, hex },
  };
  const outcomeOf = (wanted: typeof file): Promise<unknown> =>
    page.evaluate(
      ([address, all]) =>
        new Promise<unknown>((resolve) => {
          const worker = new Worker(address, { type: "module" });
          worker.onmessage = ({ data }: MessageEvent<{ type: string }>) => {
            if (data.type !== "progress") resolve(data);
          };
          worker.postMessage(all);
        }),
      [new URL(`assets/${script}`, page.url()).href, { ...request, download: [wanted] }] as const,
    );
  const closed = new URL("/closed", url).href;
  expect(await outcomeOf({ ...file, url: closed })).toMatchObject({
    type: "refused",
    fault: { code: "downloadBlocked", url: closed },
  });
  const outcome = await outcomeOf(file);
  expect(outcome).toMatchObject({ type: "done", manifest: { name: "cifar-10", counts: { train: 30, test: 20 } } });
  expect(origins).toEqual([new URL(page.url()).origin, new URL(page.url()).origin]);
  server.close();
  await page.getByRole("button", { name: "Images", exact: true }).click();
  await expect(imagesOf(page).getByRole("button", { name: "Delete cifar-10" })).toBeVisible();
});

test("where the browser has no room left, that is said, and nothing of the images stays", async ({ page }, info) => {
  const many = { train: drawnSet(4000, 28, 1, 10, 1), test: drawnSet(100, 28, 1, 10, 2) };
  const folder = written(info, idxFiles(many));
  const lab = new LabPage(page);
  await lab.openSmoke();
  const session = await page.context().newCDPSession(page);
  const { origin } = new URL(page.url());
  await page.getByRole("button", { name: "Images", exact: true }).click();
  const images = imagesOf(page);
  const give = () => images.getByLabel("Choose a folder").setInputFiles(folder);
  await session.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 1_000_000 });
  await give();
  await expect(images.getByRole("alert")).toHaveText(
    /^These images need 3\.2 MB, more than this browser or its disk has room for\. Remove .*; nothing was kept\.$/,
  );
  await expect(images.getByText("No images yet.")).toBeVisible();
  const left = await page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const names: string[] = [];
    const folder = await root.getDirectoryHandle("images").catch(() => undefined);
    if (folder !== undefined) for await (const name of folder.keys()) names.push(name);
    return names;
  });
  expect(left).toEqual([]);
  expect(page.url()).not.toContain("d=files");
  // With room again the same files are read.
  await session.send("Storage.overrideQuotaForOrigin", { origin });
  await give();
  await expect(images.getByText(/was read\. The experiment trains on it now\./)).toBeVisible();
});
