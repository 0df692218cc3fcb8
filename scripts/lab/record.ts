import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { eventFromJson } from "../../src/storage/eventLog";
import type { TrainEvent } from "../../src/protocol/event";
import { encodeRecording, recorded } from "../../src/storage/recording";
import type { Command, Io } from "./command";
import { EXPERIMENT_HELP, readExperiment } from "./experimentArgument";
import { parseOptions } from "./options";
import { findRoot } from "./root";
import { train } from "./train";

/** What a first visit loads; beyond this it would be felt on a slow line. */
const MAX_BYTES = 150_000;
const TARGET = "src/client/firstRun.recording";

/** Makes the run that a first visit shows: trained here, or taken from a file that `train` wrote. */
export const record: Command = {
  name: "record",
  summary: "Trains the run that a first visit shows, and packs it for the page.",
  usage: `[link or preset] [options]

  ${EXPERIMENT_HELP}; small-data when left out
  --from FILE        pack the events that train --out FILE wrote for this experiment, instead of training
  --to FILE          where to write (default ${TARGET})

  On a machine without a GPU the default experiment trains for half an hour.`,
  async run(args, io) {
    const { positional, values, problems } = parseOptions(args, {
      from: { takesValue: true },
      to: { takesValue: true },
    });
    for (const problem of problems) io.err(`lab record: ${problem}`);
    if (problems.length > 0 || positional.length > 1) return 2;
    const read = readExperiment(positional[0] ?? "small-data", io);
    if (read === undefined) return 2;
    const given = values.get("from");
    const folder = given === undefined ? mkdtempSync(join(tmpdir(), "forklab-")) : undefined;
    const file = given ?? join(folder ?? "", "events.jsonl");
    try {
      if (given === undefined) {
        const status = await train.run([read.link, "--probe", "reference", "--out", file], io);
        if (status !== 0) return status;
      }
      return pack(file, read.link, values.get("to") ?? join(findRoot(), TARGET), io);
    } finally {
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    }
  },
};

function pack(from: string, link: string, to: string, io: Io): number {
  const lines = readFileSync(from, "utf8").trim().split("\n");
  const events: readonly TrainEvent[] = lines.map(eventFromJson);
  const last = events.at(-1);
  if (last?.type !== "finished" || last.reason !== "completed") {
    io.err(`lab record: ${from} ends with ${last?.type ?? "nothing"}; expected a run that was completed`);
    return 1;
  }
  const bytes = gzipSync(encodeRecording({ link, events: recorded(events) }), { level: 9 });
  if (bytes.length > MAX_BYTES) {
    io.err(`lab record: ${bytes.length} bytes; at most ${MAX_BYTES} may be loaded at a first visit`);
    return 1;
  }
  writeFileSync(to, bytes);
  io.out(`${to}: ${last.step} steps in ${bytes.length} bytes`);
  return 0;
}
