import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { decodePng } from "../../src/data/files/decodePng";
import { cifarTenFiles, drawnSplits, pictureFiles, type Files } from "../../src/data/files/testing/containers";
import { main } from "./main";

const folder = mkdtempSync(join(tmpdir(), "inspect-"));
afterAll(() => rmSync(folder, { recursive: true }));

function write(files: Files): void {
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
}

async function lab(...args: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const status = await main(args, { out: (line) => out.push(line), err: (line) => err.push(line) });
  return { status, out: out.join("\n"), err: err.join("\n") };
}

test("says what images are, in whatever container, and draws them", async () => {
  write(cifarTenFiles(drawnSplits(32, 3, 10)));
  const sheet = join(folder, "sheet.png");
  const { status, out } = await lab("inspect", join(folder, "cifar-10-batches-bin"), "--sheet", sheet);
  expect(status).toBe(0);
  expect(out).toContain("images     30 training, 20 test");
  expect(out).toContain("3 + 2  airplane");
  expect(out).toMatch(/hash {7}[0-9a-f]{64}/);
  expect(out).toMatch(/link {7}#v1&d=files&/);
  const { width, height } = decodePng(Uint8Array.from(readFileSync(sheet)), sheet);
  expect([width, height]).toEqual([342, 342]);
});

test("what it cannot read it refuses by a sentence", async () => {
  write(pictureFiles(drawnSplits(8, 3, 2)));
  writeFileSync(join(folder, "thesis.pdf"), "%PDF");
  expect(await lab("inspect", join(folder, "thesis.pdf"))).toMatchObject({
    status: 1,
    err: expect.stringContaining("of no known layout: thesis.pdf") as string,
  });
  expect((await lab("inspect", join(folder, "nothing"))).err).toContain("does not exist");
  expect((await lab("inspect")).status).toBe(2);
  expect((await lab("inspect", join(folder, "pictures"), "--size", "0")).err).toContain("--size is 0");
  expect((await lab("inspect", join(folder, "pictures"), "--size", "4")).out).toContain("4 × 4 px, 3 channels");
});
