import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "@playwright/test";
import { drawnSet, pictureFiles } from "../src/data/files/testing/containers";
import { lab, labIn } from "./labCommand";
import { LabPage, shortLink } from "./labPage";

test.use({ viewport: { width: 1440, height: 900 } });

const splits = { train: drawnSet(160, 8, 3, 2, 1), test: drawnSet(80, 8, 3, 2, 2) };

test("the same experiment on the same files has the same curves by page and by lab, with and without a browser @full", async ({
  page,
}, info) => {
  test.setTimeout(180_000);
  const folder = info.outputPath("files");
  for (const [path, bytes] of Object.entries(pictureFiles(splits))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  const pictures = join(folder, "pictures");

  const there = new LabPage(page);
  await there.openSmoke(shortLink);
  await page.getByRole("button", { name: "Images", exact: true }).click();
  const images = page.getByRole("dialog", { name: "Images" });
  await images.getByLabel("Choose a folder").setInputFiles(pictures);
  await expect(images.getByText("pictures was read. The experiment trains on it now.")).toBeVisible();
  await images.getByRole("button", { name: "Close" }).click();
  await there.useEngine("WebAssembly");
  await there.playToTheEnd();
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const share = page.getByRole("dialog", { name: "Share this experiment" });
  const link = await share.getByRole("textbox", { name: "Link", exact: true }).inputValue();
  expect(link).toMatch(/d=files&.*&ex=[0-9a-f]{16}/);

  for (const runtime of [["--runtime", "node"], ["--no-build"]]) {
    const verified = lab("verify", link, "--data", pictures, "--quiet", ...runtime);
    expect(verified).toMatchObject({ status: 0, err: "" });
    expect(verified.out).toContain("reproduced exactly: every curve is equal to the last digit");
  }
  // Too many for memory, were memory none: they are read from a temporary file, which is gone afterwards.
  const temporary = info.outputPath("temporary");
  mkdirSync(temporary);
  const held = { FORKLAB_HELD_MB: "0", TMPDIR: temporary };
  const filed = labIn(held, "verify", link, "--data", pictures, "--quiet", "--runtime", "node");
  expect(filed).toMatchObject({ status: 0, out: expect.stringContaining("reproduced exactly"), err: "" });
  expect(readdirSync(temporary)).toEqual([]);
  const unclear = labIn({ FORKLAB_HELD_MB: "some" }, "verify", link, "--data", pictures, "--runtime", "node");
  expect(unclear).toMatchObject({ status: 1, err: expect.stringContaining("FORKLAB_HELD_MB is some") });
  const without = lab("verify", link, "--runtime", "node", "--quiet");
  expect(without.status).toBe(1);
  expect(without.err).toContain("the images pictures (240, ");
});

test("a sweep trains every run on given images; a file that is none is told before anything is trained @full", () => {
  const info = test.info();
  test.setTimeout(180_000);
  const folder = info.outputPath("files");
  for (const [path, bytes] of Object.entries(pictureFiles(splits))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  const sweep = (out: string, ...more: string[]) =>
    lab(
      ...["sweep", "smoke", "--sites", "s1b1", "--methods", "dsn", "--steps", "2", "--engine", "wasm", "--quiet"],
      ...["--data", join(folder, "pictures"), "--out", join(folder, out), ...more],
    );
  const lines = (out: string): readonly { readonly finals: unknown; readonly id: string }[] =>
    readFileSync(join(folder, out), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { readonly finals: unknown; readonly id: string });
  expect(sweep("node.jsonl", "--runtime", "node", "--parallel", "1")).toMatchObject({ status: 0, err: "" });
  expect(sweep("browser.jsonl", "--no-build")).toMatchObject({ status: 0, err: "" });
  const [node, browser] = [lines("node.jsonl"), lines("browser.jsonl")];
  expect(node).toHaveLength(2);
  const timeless = (all: readonly object[]) => all.map((line) => ({ ...line, seconds: 0, ...{ stepMs: 0 } }));
  expect(timeless(browser)).toEqual(timeless(node));
  writeFileSync(join(folder, "thesis.pdf"), "%PDF");
  for (const runtime of [["--runtime", "node"], ["--no-build"]]) {
    const refused = lab("train", "smoke", "--data", join(folder, "thesis.pdf"), ...runtime);
    expect(refused.status).toBe(1);
    expect(refused.err).toContain("This file is of no known layout: thesis.pdf");
  }
});
