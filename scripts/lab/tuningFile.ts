import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import type { TuningTable } from "../../src/protocol/tuningSchema";

/*
 * Where the lab keeps, between runs, which kernels it chose for this machine's graphics card; without it two runs might sum in
 * different orders. `FORKLAB_TUNE=again` has them chosen anew.
 */

/** The file, in the user's folder for what programs can make again. */
export function tuningFile(environment: NodeJS.ProcessEnv = process.env): string {
  const folder = environment["XDG_CACHE_HOME"] ?? environment["LOCALAPPDATA"] ?? join(homedir(), ".cache");
  return join(folder, "forklab", "tuning.json");
}

/** What a run is told of the kernels that were chosen before; the session checks what was read. */
export function keptTuning(environment: NodeJS.ProcessEnv = process.env): { readonly [key: string]: unknown } {
  if (environment["FORKLAB_TUNE"] === "again") return { tuneAgain: true };
  try {
    return { tuned: JSON.parse(readFileSync(tuningFile(environment), "utf8")) as unknown };
  } catch {
    return {};
  }
}

/** Keeps what was chosen, where there is room for it: without, it is chosen anew. */
export function keepTuning(table: TuningTable, environment: NodeJS.ProcessEnv = process.env): void {
  const path = tuningFile(environment);
  try {
    mkdirSync(dirname(path), { recursive: true });
    // Several labs may run at once.
    const draft = `${path}.${process.pid}`;
    writeFileSync(draft, `${JSON.stringify(table, undefined, 2)}\n`);
    renameSync(draft, path);
  } catch {
    // A read-only home is none of a run's business.
  }
}
