import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";

const script = join(import.meta.dirname, "sweep-array.sh");
const folder = mkdtempSync(join(tmpdir(), "forklab-array-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the script where `npm` only writes down its arguments. */
function submit(env: { readonly [name: string]: string }) {
  writeFileSync(join(folder, "npm"), '#!/bin/sh\nprintf "%s\\n" "$@" > "$ASKED"\n');
  chmodSync(join(folder, "npm"), 0o755);
  const asked = join(folder, "asked");
  writeFileSync(asked, "");
  const path = `${folder}:${process.env["PATH"] ?? ""}`;
  const { status, stderr } = spawnSync("bash", [script], {
    env: { PATH: path, ASKED: asked, ...env },
    encoding: "utf8",
  });
  return { status, stderr, asked: readFileSync(asked, "utf8").trimEnd().split("\n") };
}

describe("the array script", () => {
  it("is a script that bash can read", () => {
    expect(() => execFileSync("bash", ["-n", script])).not.toThrow();
  });

  it("asks for the share of its task, and resumes", () => {
    const { status, asked } = submit({
      SWEEP_LINK: "v1&ss=1&c=0000",
      SLURM_ARRAY_TASK_ID: "2",
      SLURM_ARRAY_TASK_MAX: "4",
      SWEEP_OUT: folder,
    });
    expect(status).toBe(0);
    expect(asked).toEqual(
      ["run", "--silent", "lab", "--", "sweep", "v1&ss=1&c=0000"].concat([
        "--part",
        "2-4",
        "--out",
        `${folder}/results-2.jsonl`,
        "--resume",
        "--no-build",
      ]),
    );
  });

  it("names weights to start from", () => {
    const task = { SLURM_ARRAY_TASK_ID: "1", SLURM_ARRAY_TASK_MAX: "1", SWEEP_OUT: folder };
    const { asked } = submit({
      SWEEP_LINK: "v1&ss=1",
      ...task,
      SWEEP_RUNTIME: "node",
      SWEEP_START: "our weights.safetensors",
    });
    expect(asked.slice(-4)).toEqual(["--runtime", "node", "--start", "our weights.safetensors"]);
  });

  it("says what is missing", () => {
    const { status, stderr, asked } = submit({ SLURM_ARRAY_TASK_ID: "1", SLURM_ARRAY_TASK_MAX: "2" });
    expect(status).not.toBe(0);
    expect(stderr).toContain("SWEEP_LINK");
    expect(asked).toEqual([""]);
    expect(submit({ SWEEP_LINK: "v1", SLURM_ARRAY_TASK_MAX: "2" }).stderr).toContain("--array=1-8");
  });
});
