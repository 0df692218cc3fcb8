import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findPreset, smallData } from "../../src/experiment/presets";
import { cellResult } from "../../src/sweep/cellResult";
import { expandSweep } from "../../src/sweep/expandSweep";
import { makeSweep } from "../../src/sweep/sweep";
import { InputError } from "./inputError";
import { logs } from "./logs";

/** What the tables hold is read by pandas, and the pictures by TensorBoard, in `npm run test:torch`. */
describe("lab logs on results of a sweep", () => {
  const smoke = findPreset("smoke")?.experiment ?? smallData;
  const cells = expandSweep(makeSweep(smoke, { sites: ["s1b1"], methods: ["dsn"], seeds: [7] }));
  let folder = "";
  let results = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "forklab-logs-"));
    results = join(folder, "results.jsonl");
    const [first, second] = cells.map((cell) => cellResult(cell, "0123456789abcd", [], 2));
    const other = { ...second, version: "0", cell: "abcdefabcdef00" };
    const lines = [first, second, other].map((result) => JSON.stringify(result));
    const broken = JSON.stringify({ ...first, link: "v1&s=3&c=zzzz" });
    writeFileSync(results, [...lines, broken, '{"cell":'].join("\n"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  async function run(argument: string): Promise<{ readonly told: string[]; readonly rows: readonly string[] }> {
    const told: string[] = [];
    const note = (line: string): void => void told.push(line);
    expect(await logs.run([argument, "--to", join(folder, "logs")], { out: note, err: note })).toBe(0);
    return { told, rows: readFileSync(join(folder, "logs/runs.csv"), "utf8").trim().split("\n") };
  }

  it("writes a row for each value of each cell, and says which lines it left out", async () => {
    const { told, rows } = await run(results);
    expect(told[0]).toContain("2 lines are no result");
    expect(told[1]).toContain("1 result is left out");
    expect(told[2]).toContain("2 runs of sweeps, 6 values");
    const own = rows.filter((row) => row.startsWith(`${cells[1]?.id},`));
    expect(own).toHaveLength(3);
    expect(own[0]).toContain(",7,failed,A,DSN,dsn,s1b1,cost/parameters,0,");
  });

  it("takes one of them by its id, and names one where there is none of it", async () => {
    const { told } = await run(`${results}:${cells[0]?.id}`);
    expect(told.at(-1)).toContain("1 run of a sweep, 3 values");
    await expect(run(`${results}:gone`)).rejects.toThrow(InputError);
    await expect(run(`${results}:gone`)).rejects.toThrow(cells[0]?.id ?? "no cell");
  });

  it("says what is expected instead of a text of something else", async () => {
    const path = join(folder, "note.txt");
    writeFileSync(path, "hello\n");
    await expect(run(path)).rejects.toThrow(/note\.txt holds no runs: expected a file/);
  });
});
