import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { smoke } from "../../src/classroom/testing/handedIn";
import { formatClaim } from "../../src/experiment/link/claim";
import { encodeLink } from "../../src/experiment/link/encode";
import type { Experiment } from "../../src/experiment/experiment";
import { openWasm } from "../../src/engine/wasm/openWasm";
import type { TrainEvent } from "../../src/protocol/event";
import { claimOf, SPREAD } from "../../src/record/claimOf";
import { foldRun } from "../../src/record/foldRun";
import { newRun } from "../../src/record/runRecord";
import { train } from "../../src/training/trainer";
import { verifyClass, type RunAgain } from "./verifyClass";

const folder = mkdtempSync(join(tmpdir(), "forklab-class-"));
afterAll(() => rmSync(folder, { recursive: true }));

const short: Experiment = { ...smoke, training: { ...smoke.training, budget: 4 } };

/** As `npm run lab` does it, without threads. */
const runHere: RunAgain = async (experiment) => {
  const events: TrainEvent[] = [];
  const environment = {
    run: "verify",
    now: () => 0,
    signal: new AbortController().signal,
    openEngine: () => openWasm(undefined, null),
  };
  for await (const event of train(experiment, environment)) events.push(event);
  return events;
};

async function run(file: string, csv?: string): Promise<{ status: number; out: string[]; err: string[] }> {
  const lines = { out: [] as string[], err: [] as string[] };
  const io = { out: (line: string) => void lines.out.push(line), err: (line: string) => void lines.err.push(line) };
  return { status: await verifyClass({ file, within: SPREAD, csv, runAgain: runHere }, io), ...lines };
}

/** A link with what this experiment really comes to, changed by somebody. */
async function handedIn(change: (finals: (number | null)[][]) => void): Promise<string> {
  const events = (await runHere(short, "wasm")) ?? [];
  const { finals = [], exact, engine } = claimOf(events.reduce(foldRun, newRun("verify", short))) ?? {};
  const own = finals.map((heads) => [...heads]);
  change(own);
  return encodeLink(short, [], formatClaim({ finals: own, ...(engine && { engine }), ...(exact && { exact }) }));
}

describe("lab verify, of a class's file", () => {
  it("runs every link again in Node, tells true from false, and names the lines that it could not use", async () => {
    const file = join(folder, "class.txt");
    const csv = join(folder, "class.csv");
    const good = await handedIn(() => undefined);
    const better = await handedIn((finals) => (finals[0] ?? []).fill(0.99));
    writeFileSync(file, `Ada,${good}\nBea,${better}\nCy hands nothing in\n`);
    const { status, out, err } = await run(file, csv);
    expect(status).toBe(1);
    expect(err).toContainEqual(expect.stringMatching(/class\.txt:3: there is no Forklab link in it/));
    const [head = "", , ada = "", bea = ""] = out.length === 4 ? out : [out[0] ?? "", "", ...out.slice(1)];
    expect(head).toMatch(/^who +A main +B main +state/);
    expect(ada).toMatch(/^Ada .*verified: every curve is equal to the last digit/);
    expect(bea).toMatch(/^Bea .*differs/);
    expect(readFileSync(csv, "utf8").split("\n")[1]).toMatch(/^Ada,.*,reproduced,/);
    writeFileSync(file, `Ada,${good}\n`);
    expect((await run(file)).status).toBe(0);
  });

  it("says so when the file has no results", async () => {
    const file = join(folder, "empty.txt");
    writeFileSync(file, `Ada,${encodeLink(short)}\n`);
    const { status, err } = await run(file);
    expect(status).toBe(2);
    expect(err).toEqual([
      expect.stringMatching(/empty\.txt:1: the link has settings but no results/),
      expect.stringMatching(/has no line with a link that holds results/),
    ]);
  });
});
