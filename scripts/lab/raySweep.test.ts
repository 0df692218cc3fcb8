import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { sweep } from "./sweep";

afterEach(() => vi.unstubAllEnvs());

const smoke = ["smoke", "--sites", "s1b1", "--methods", "dsn", "--seeds", "1"];

async function run(...args: string[]) {
  const told: string[] = [];
  const note = (line: string): void => void told.push(line);
  const status = await sweep.run([...smoke, ...args], { out: note, err: note });
  return { status, told: told.join("\n") };
}

it.each([
  [["--engine-on", "spark"], "--engine-on spark: expected ray"],
  [["--ray-address", "auto"], "--ray-address needs --engine-on ray"],
  [["--engine-on", "ray", "--ray-address", "node1"], "--ray-address node1: expected HOST:PORT"],
  [["--engine-on", "ray", "--runtime", "browser"], "--engine-on ray trains with --runtime node alone"],
  [["--engine-on", "ray", "--engine", "compiled"], "trains in wasm alone, not with --engine compiled"],
  [["--gpus", "1"], "--gpus needs --engine-on ray"],
  [
    ["--engine-on", "ray", "--gpus", "2"],
    "--gpus 2: expected a share of a graphics card for each run, above 0 and up to 1",
  ],
  [["--engine-on", "ray", "--gpus", "0"], "--gpus 0: expected a share"],
  [
    ["--engine-on", "ray", "--gpus", "1", "--engine", "wasm"],
    "--gpus trains with --engine compiled, not with --engine wasm",
  ],
  [["--engine-on", "ray", "--parallel", "2"], "--parallel is not for --engine-on ray"],
])("%j is refused", async (args, sentence) => {
  expect(await run(...args)).toEqual({ status: 2, told: expect.stringContaining(sentence) as string });
});

it("names a Python that does not start", async () => {
  vi.stubEnv("PYTHON", "/nowhere/python");
  const { status, told } = await run("--engine-on", "ray");
  expect([status, told]).toEqual([1, expect.stringContaining("Python does not start as /nowhere/python;")]);
});

it("takes only the runs that are named, and names one that the sweep does not have", async () => {
  const folder = mkdtempSync(join(tmpdir(), "forklab-cells-"));
  const jobs = async (...args: string[]): Promise<string[]> => {
    const file = join(folder, "jobs.jsonl");
    expect((await run("--jobs", file, "--no-build", ...args)).status).toBe(0);
    return readFileSync(file, "utf8").trim().split("\n");
  };
  try {
    const all = await jobs();
    const [, second = ""] = all;
    expect(all).toHaveLength(2);
    expect(await jobs("--cells", (JSON.parse(second) as { cell: string }).cell)).toEqual([second]);
  } finally {
    rmSync(folder, { recursive: true });
  }
  const { status, told } = await run("--runtime", "node", "--cells", "00000000000000");
  expect([status, told]).toEqual([2, expect.stringContaining("--cells 00000000000000: this sweep has no such run")]);
});
