import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { drawnSplits, pictureFiles } from "../../src/data/files/testing/containers";
import { findPreset, smallData } from "../../src/experiment/presets";
import { cellsOfPart, expandSweep } from "../../src/sweep/expandSweep";
import { makeSweep } from "../../src/sweep/sweep";
import { encodeSweep } from "../../src/sweep/sweepLink";
import { exportProject } from "./export";

const smoke = findPreset("smoke")?.experiment ?? smallData;

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "forklab-export-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function run(...args: string[]) {
  const told: string[] = [];
  const note = (line: string): void => void told.push(line);
  const status = await exportProject.run(args, { out: note, err: note });
  return { status, told: told.join("\n") };
}

it("writes a project into an empty folder", async () => {
  const { status, told } = await run("smoke", "--to", folder);
  expect([status, told]).toEqual([0, expect.stringContaining("README.md")]);
  expect(readFileSync(join(folder, "model.py"), "utf8")).toContain("class Network");
  expect(readFileSync(join(folder, "weights/a.safetensors")).length).toBeGreaterThan(1000);
});

it("leaves a folder that is not empty as it is, unless it is forced", async () => {
  writeFileSync(join(folder, "model.py"), "mine");
  const { status, told } = await run("smoke", "--to", folder);
  expect([status, told]).toEqual([2, expect.stringContaining("not empty")]);
  expect(readFileSync(join(folder, "model.py"), "utf8")).toBe("mine");
  expect((await run("smoke", "--to", folder, "--force")).status).toBe(0);
});

it("says what is missing", async () => {
  expect(await run("smoke")).toEqual({ status: 2, told: expect.stringContaining("--to is missing") as string });
  expect((await run("nothing", "--to", folder)).status).toBe(2);
});

it("brings images along that a project could not read by itself", async () => {
  const pictures = join(folder, "pictures");
  for (const [path, bytes] of Object.entries(pictureFiles(drawnSplits(8, 3, 4)))) {
    mkdirSync(dirname(join(pictures, path)), { recursive: true });
    writeFileSync(join(pictures, path), bytes);
  }
  const to = join(folder, "project");
  const { status, told } = await run("smoke", "--to", to, "--data", pictures);
  expect([status, told]).toEqual([0, expect.stringContaining(to)]);
  expect(readFileSync(join(to, "settings.py"), "utf8")).toContain('"kind": "files"');
  expect(readFileSync(join(to, "images.npz")).length).toBeGreaterThan(20 * 8 * 8 * 3);
});

it("writes a sweep as a project for each run, and what trains them", async () => {
  const sweep = makeSweep(smoke, { sites: ["s1b1"], methods: ["dsn", "dhm"], seeds: [1, 2] });
  const { status, told } = await run(encodeSweep({ ...sweep, part: { number: 2, of: 2 } }), "--to", folder);
  expect([status, told]).toEqual([0, expect.stringContaining("README.md")]);
  const cells = cellsOfPart(expandSweep(sweep), { number: 2, of: 2 });
  const listed = JSON.parse(readFileSync(join(folder, "cells.json"), "utf8")) as { cell: string; link: string }[];
  expect(listed).toHaveLength(3);
  expect(listed.map(({ cell, link }) => [cell, link])).toEqual(cells.map(({ id, link }) => [id, link]));
  for (const { cell, link } of listed)
    expect(readFileSync(join(folder, "cells", cell, "settings.py"), "utf8")).toContain(`LINK = "#${link}"`);
  expect(readFileSync(join(folder, "README.md"), "utf8")).toContain("`tune.py`");
  expect(readFileSync(join(folder, "tune.py"), "utf8")).toContain("ray.init");
});

it("says why a sweep is not written", async () => {
  const seeds = Array.from({ length: 64 }, (_, seed) => seed);
  const large = encodeSweep(makeSweep(smoke, { sites: ["stem", "s1b1", "s2b1"], methods: ["dsn"], seeds }));
  const many = await run(large, "--to", folder);
  expect(many).toEqual({ status: 2, told: expect.stringContaining("this sweep has 512 runs; at most 500") as string });
  const data = await run(large, "--to", folder, "--data", folder);
  expect(data).toEqual({ status: 2, told: expect.stringContaining("--data is not for sweeps") as string });
});
