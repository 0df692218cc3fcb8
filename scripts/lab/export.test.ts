import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { exportProject } from "./export";

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
