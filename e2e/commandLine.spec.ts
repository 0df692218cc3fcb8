import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { formatClaim } from "../src/experiment/link/claim";
import { decodeLink } from "../src/experiment/link/decode";
import { encodeLink } from "../src/experiment/link/encode";
import { combiningFields } from "../src/experiment/fields";
import { findPreset, smallData } from "../src/experiment/presets";
import { initialValues } from "../src/schema/field";
import { lab, labIn, root } from "./labCommand";
import { softwareDriver } from "../scripts/vulkan.mjs";

const smoke = findPreset("smoke")?.experiment ?? smallData;
interface Line {
  readonly type: string;
  readonly step: number;
}

/** What must be the same in a replay: everything but the times. */
function results(file: string): unknown[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Line)
    .filter(({ type }) => type === "step" || type === "evaluation" || type === "probe")
    .map((event) => ({ ...event, stepMs: 0, probeMs: 0 }));
}

test("lab graph prints sites, shapes, parameters and multiply-adds", () => {
  const { status, out } = lab("graph", "small-data");
  expect(status).toBe(0);
  expect(out).toContain("s2b1");
  expect(out).toMatch(/main +GAP \+ linear +75,940 +3,060,992/);
  expect(out).toMatch(/s1b1 +s1b1 +DHM light +70,804 +1,770,752 +5,136 +stem s1/);
});

test("lab refuses what it cannot run, and says what would be right", () => {
  const nonsense = lab("graph", "nonsense");
  expect(nonsense.status).toBe(2);
  expect(nonsense.err).toContain("small-data");
  expect(lab("graph", "v1&resnet.depth=21").err).toContain("6n + 2 such as 20 or 26");
  expect(lab("train", "smoke", "--steps", "0").status).toBe(2);
  expect(lab("train", "--help").out).toContain("--resume");
});

test("lab train survives being killed: resumed, from a file of runs, too, it ends with the numbers of an uninterrupted run @full", async () => {
  test.setTimeout(300_000);
  const folder = mkdtempSync(join(tmpdir(), "forklab-lab-"));
  const whole = join(folder, "whole.jsonl");
  const first = lab("train", "smoke", "--no-build", "--out", whole, "--quiet");
  expect(first.err).toBe("");
  expect(first.status).toBe(0);
  expect(first.out).toContain("Agreement of main and branch");

  const cut = join(folder, "cut.jsonl");
  const args = ["scripts/lab.mjs", "train", "smoke", "--no-build", "--out", cut, "--snapshot", "7", "--quiet"];
  const victim = spawn("node", args, { cwd: root, stdio: "ignore" });
  await expect.poll(() => existsSync(`${cut}.snapshot.json`), { timeout: 120_000, intervals: [20] }).toBe(true);
  victim.kill("SIGKILL");
  await new Promise((resolve) => victim.once("close", resolve));
  expect(results(cut).length).toBeLessThan(results(whole).length);

  const second = lab("train", "smoke", "--no-build", "--out", cut, "--resume");
  expect(second.err).toMatch(/continuing from step (7|14|21|28|35)/);
  expect(second.status).toBe(0);
  expect(results(cut)).toEqual(results(whole));

  // The same from a file of runs such as the page exports: nothing else is needed.
  const part = join(folder, "part.jsonl");
  expect(lab("train", "smoke", "--no-build", "--out", part, "--steps", "12", "--quiet").status).toBe(0);
  const rest = join(folder, "rest.jsonl");
  const third = lab("train", "--no-build", "--from", `${part}.forklab.zip`, "--out", rest);
  expect(third.err).toContain("continuing from step 12");
  expect(third.status).toBe(0);
  // A run that is stopped looks at the whole test set at its last step.
  const atStop = results(rest).findIndex((event) => (event as { readonly final?: true }).final);
  expect(results(rest).toSpliced(atStop, 1)).toEqual(results(whole));
});

test("lab trains without a browser: the same numbers again, resumed, and verified; what needs a browser is refused", () => {
  const folder = mkdtempSync(join(tmpdir(), "forklab-node-"));
  const train = (name: string, ...more: string[]) =>
    lab("train", "smoke", "--runtime", "node", "--quiet", "--out", join(folder, name), ...more);
  expect(train("whole")).toMatchObject({ status: 0, err: "" });
  expect(results(join(folder, "whole")).length).toBeGreaterThan(40);
  expect(readFileSync(join(folder, "whole"), "utf8")).toContain('"engine":"wasm"');

  expect(train("cut", "--steps", "17").status).toBe(0);
  const resumed = train("cut", "--resume");
  expect(resumed).toMatchObject({ status: 0, err: expect.stringContaining("continuing from step 17") });
  // A run that is stopped looks at the whole test set at its last step.
  const early = results(join(folder, "cut")).findIndex((event) => (event as { readonly final?: true }).final);
  expect(results(join(folder, "cut")).toSpliced(early, 1)).toEqual(results(join(folder, "whole")));

  const finals = JSON.parse(
    readFileSync(join(folder, "whole"), "utf8")
      .split("\n")
      .findLast((line) => line.includes('"final":true')) ?? "",
  ) as { readonly arms: readonly { readonly accuracy: { readonly [branch: string]: number } }[] };
  const shares = finals.arms.map(({ accuracy }) => ["s1b1", "s2b1", "main"].map((branch) => accuracy[branch] ?? null));
  const link = encodeLink(smoke, [], formatClaim({ engine: "1", finals: shares }));
  const verified = lab("verify", link, "--runtime", "node", "--quiet");
  expect(verified).toMatchObject({ status: 0, out: expect.stringContaining("reproduced exactly") });
  // The same as a class hands it in.
  const handedIn = join(folder, "class.txt");
  writeFileSync(handedIn, `name,link\nAda,${link}\n`);
  const checked = lab("verify", handedIn, "--quiet");
  expect(checked).toMatchObject({ status: 1, out: expect.stringMatching(/Ada .*verified/) });
  expect(checked.err).toContain("class.txt:1: there is no Forklab link in it");

  expect(lab("train", "smoke", "--runtime", "node", "--engine", "tfjs-webgl")).toMatchObject({
    status: 2,
    err: expect.stringContaining("--engine tfjs-webgl needs a browser"),
  });
  expect(lab("verify", "smoke", "--runtime", "deno").err).toContain("--runtime deno: expected browser or node");
});

test("what a rule has losses count goes on with a run that is resumed, between two weighings too @full", () => {
  const folder = mkdtempSync(join(tmpdir(), "forklab-weighed-"));
  const at = (name: string): string => join(folder, name);
  const rules = ["upgrad", "gradnorm"] as const;
  const arms = smoke.arms.map((arm, index) => ({
    ...arm,
    combining: { ...initialValues(combiningFields), rule: rules[index] ?? "upgrad", every: 7 },
  }));
  const link = encodeLink({ ...smoke, training: { ...smoke.training, budget: 20 }, arms });
  const train = (name: string, ...more: string[]) =>
    lab("train", ...more, "--runtime", "node", "--quiet", "--out", at(name));
  expect(train("whole", link).status).toBe(0);
  expect(train("cut", link, "--steps", "11").status).toBe(0);
  expect(train("packed", "--from", `${at("cut")}.forklab.zip`).status).toBe(0);
  expect(train("cut", link, "--resume").status).toBe(0);
  const steps = (name: string) =>
    (results(at(name)) as readonly { readonly type: string }[]).filter(({ type }) => type === "step");
  expect(steps("whole")).toHaveLength(20);
  for (const name of ["cut", "packed"]) expect(steps(name)).toEqual(steps("whole"));
});

test("lab trains on WebGPU without a browser, with a browser's numbers to the last bit; packed too; without a driver it says what is missing @full", () => {
  test.skip(
    process.platform !== "linux",
    "elsewhere Chromium trains on its own software adapter, and Node on the card",
  );
  const folder = mkdtempSync(join(tmpdir(), "forklab-gpu-"));
  const [node, browser] = [join(folder, "node"), join(folder, "browser")];
  const driver = softwareDriver() ?? "";
  const trained = labIn(
    { VK_DRIVER_FILES: driver },
    ...["train", "smoke", "--runtime", "node", "--engine", "compiled", "--quiet", "--out", node],
  );
  expect(trained).toMatchObject({ status: 0, err: "" });
  expect(readFileSync(node, "utf8")).toMatch(/"engine":"compiled","backend":"webgpu","adapter":"SwiftShader/);
  expect(lab("train", "smoke", "--engine", "compiled", "--no-build", "--quiet", "--out", browser).status).toBe(0);
  expect(results(node)).toEqual(results(browser));
  const weights = (out: string): readonly string[] => out.match(/Weights of arm .*/g) ?? [];
  expect(weights(trained.out)).toHaveLength(2);

  // The same from a folder that has neither packages nor the repository.
  const packed = join(folder, "packed");
  expect(lab("pack", packed)).toMatchObject({ status: 0, out: expect.stringMatching(/: \d\d MB for linux/) });
  const again = spawnSync(
    "node",
    ["forklab.mjs", "train", "smoke", "--engine", "compiled", "--quiet", "--out", "run"],
    {
      cwd: packed,
      encoding: "utf8",
      env: { PATH: process.env["PATH"] ?? "", VK_DRIVER_FILES: driver },
    },
  );
  expect(again).toMatchObject({ status: 0, stderr: "" });
  expect(weights(again.stdout)).toEqual(weights(trained.out));
  expect(lab("pack", packed).err).toContain("is there already; a new or an empty folder is expected");

  const without = labIn(
    { VK_DRIVER_FILES: join(folder, "none.json") },
    ...["train", "smoke", "--runtime", "node", "--engine", "compiled", "--quiet"],
  );
  expect(without).toMatchObject({
    status: 1,
    err: expect.stringContaining("WebGPU found no graphics card here. On Linux it needs the Vulkan loader"),
  });
});

test("lab sweep without a browser trains several runs at once, with the results of one after the other @full", () => {
  const folder = mkdtempSync(join(tmpdir(), "forklab-node-"));
  const sweep = (name: string, ...more: string[]) =>
    lab(
      "sweep",
      "smoke",
      "--sites",
      "s1b1,s2b1",
      "--methods",
      "dsn",
      "--seeds",
      "1,2",
      "--quiet",
      "--out",
      name,
      ...more,
    );
  const [one, many, browser] = [join(folder, "one"), join(folder, "many"), join(folder, "browser")];
  expect(sweep(one, "--runtime", "node", "--parallel", "1").status).toBe(0);
  const report = sweep(many, "--runtime", "node", "--parallel", "3");
  expect(report.status).toBe(0);
  const cells = (file: string): readonly unknown[] =>
    readFileSync(file, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => ({ ...(JSON.parse(line) as { readonly cell: string }), seconds: 0 }))
      .sort((a, b) => (a.cell < b.cell ? -1 : 1));
  expect(cells(one)).toHaveLength(8);
  expect(cells(many)).toEqual(cells(one));
  // Nothing is left to do, in a browser either: the results are of one kind.
  expect(sweep(many, "--resume", "--engine", "wasm", "--no-build")).toMatchObject({ status: 0, out: report.out });
  expect(sweep(browser, "--parallel", "2").err).toContain("--parallel needs --runtime node");
});

test("a sweep and a verification start from weights that are given, and name the option where they are not @full", () => {
  const folder = mkdtempSync(join(tmpdir(), "forklab-start-"));
  const at = (name: string): string => join(folder, name);
  const shared = "v1&totem.size=8&totem.train=32&totem.test=32&resnet.width=4&bs=8&n=3&ev=3&ei=32&pr=0";
  expect(lab("train", `${shared}&A=plain`, "--runtime", "node", "--quiet", "--out", at("run")).status).toBe(0);
  expect(lab("weights", at("run"), "--to", at("b.safetensors")).status).toBe(0);
  const swept = ["--sites", "s1b1,s2b1", "--methods", "dsn", "--seeds", "1", "--runtime", "node", "--quiet"];
  const whole = lab("sweep", shared, ...swept, "--start", at("b.safetensors"), "--out", at("results"));
  expect(whole.status).toBe(0);
  interface Cell {
    readonly sweepLink: string;
    readonly link: string;
    readonly status: string;
    readonly metrics: { readonly accuracy: { readonly main: number } };
  }
  const cells = readFileSync(at("results"), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Cell);
  expect(cells.map(({ status }) => status)).toEqual(["done", "done", "done", "done"]);
  const plain = cells.find(({ link }) => !link.includes("f="));
  if (plain === undefined) throw new Error("no cell without forks");
  const { sweepLink } = plain;
  const [, key = ""] = /learn\.start=([0-9a-f]{16})/.exec(sweepLink) ?? [];
  expect(cells.every((cell) => cell.link.includes(`learn.start=${key}`))).toBe(true);

  // Gone on with, it is the same sweep; without the file it says what to type.
  const again = ["sweep", sweepLink, "--runtime", "node", "--quiet", "--resume", "--out", at("results")];
  expect(lab(...again, "--start", at("b.safetensors"))).toMatchObject({ status: 0, out: whole.out });
  const missing = `starts from the weights ${key}: give the file that they are in with --start FILE`;
  expect(lab(...again)).toMatchObject({ status: 2, err: expect.stringContaining(`this sweep ${missing}`) });

  // The cell without forks comes out the same again.
  const claim = formatClaim({ engine: "1", finals: [[plain.metrics.accuracy.main]] });
  const verify = (...more: string[]) =>
    lab("verify", encodeLink(decodeLink(plain.link).experiment, [], claim), "--runtime", "node", "--quiet", ...more);
  expect(verify("--start", at("b.safetensors"))).toMatchObject({ status: 0 });
  expect(verify()).toMatchObject({ status: 1, err: expect.stringContaining(`arm A ${missing}`) });
  const drawn = encodeLink(decodeLink(`${shared}&A=plain`).experiment, [], claim);
  expect(lab("verify", drawn, "--runtime", "node", "--start", at("run")).err).toContain("this link names none");
});

test("weights that were written for PyTorch teach as those of the run they are of; others are refused with what would be right @full", () => {
  const folder = mkdtempSync(join(tmpdir(), "forklab-teacher-"));
  const at = (name: string): string => join(folder, name);
  const shared = "v1&totem.size=8&totem.train=32&totem.test=32&resnet.width=4&bs=8&n=3&ev=3&ei=32&pr=0";
  const student = (key: string): string => `${shared}&A=cdskd;cdskd.teacher=${key};f=s1b1~projection`;
  const train = (link: string, out: string, ...more: string[]) =>
    lab("train", link, "--runtime", "node", "--quiet", "--out", at(out), ...more);
  const taught = (link: string, out: string, weights: string) => train(link, out, "--teacher", at(weights));

  expect(train(`${shared}&A=cds;f=s1b1~projection`, "run.jsonl").status).toBe(0);
  const written = lab("weights", at("run.jsonl"), "--to", at("whole.safetensors"));
  const key = /from them: ([0-9a-f]{16})/.exec(written.out)?.[1] ?? "";
  expect(taught(student(key), "file.jsonl", "whole.safetensors").status).toBe(0);
  expect(taught(student(key), "own.jsonl", "run.jsonl").status).toBe(0);
  expect(results(at("file.jsonl")).length).toBeGreaterThan(3);
  expect(results(at("file.jsonl"))).toEqual(results(at("own.jsonl")));

  const other = taught(student("0123456789abcdef"), "other.jsonl", "whole.safetensors");
  expect(other.status).toBe(1);
  expect(other.err).toContain(`holds the weights ${key}, and the experiment learns from 0123456789abcdef`);
  const link = /#(v1\S+)/.exec(other.err)?.[1] ?? "";
  expect(taught(link, "told.jsonl", "whole.safetensors")).toMatchObject({ status: 0, err: "" });

  const wider = taught(student(key).replace("resnet.width=4", "resnet.width=8"), "x.jsonl", "whole.safetensors");
  expect(wider.err).toMatch(
    /of another network: .*stem\.0\.conv\.weight \(4×3×3×3 in the file, 8×3×3×3 in the network\)/,
  );
  lab("weights", at("run.jsonl"), "--main", "--to", at("main.safetensors"));
  expect(taught(student(key), "x.jsonl", "main.safetensors").err).toMatch(
    /holds main's path alone; arm A imitates its branches, too/,
  );
  writeFileSync(at("pickle.safetensors"), Uint8Array.of(0x80, 2, 0x7d, 0x71, 0, 0x2e));
  expect(taught(student(key), "x.jsonl", "pickle.safetensors").err).toMatch(/pickle/i);
});
