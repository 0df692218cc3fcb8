import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { eventFromJson } from "../../src/storage/eventLog";
import type { TrainEvent } from "../../src/protocol/event";
import { encodeRecording, recorded } from "../../src/storage/recording";
import { encodeLink } from "../../src/experiment/link/encode";
import type { Command, Io } from "./command";
import { EXPERIMENT_HELP, readExperiment } from "./experimentArgument";
import { InputError, readGiven } from "./inputError";
import { parseOptions } from "./options";
import { findRoot } from "./root";
import { isRunFile, readStoredRun, splitArgument, STORED_RUN_HELP } from "./storedRun";
import { train } from "./train";

/** What a first visit loads; beyond this it would be felt on a slow line. */
const MAX_BYTES = 170_000;
const TARGET = "src/client/firstRun.recording";

/** Makes the run that a first visit shows: trained here, or taken from a file that `train` wrote. */
export const record: Command = {
  name: "record",
  summary: "Trains the run that a first visit shows, and packs it for the page.",
  usage: `[link or preset] [options]

  ${EXPERIMENT_HELP}; small-data when left out
  --from FILE        pack the events that train --out FILE wrote for this experiment, instead of training; or
                     ${STORED_RUN_HELP}
  --to FILE          where to write (default ${TARGET})

  On a machine without a GPU the default experiment trains for a minute or two.`,
  async run(args, io) {
    const { positional, values, problems } = parseOptions(args, {
      from: { takesValue: true },
      to: { takesValue: true },
    });
    for (const problem of problems) io.err(`lab record: ${problem}`);
    if (problems.length > 0 || positional.length > 1) return 2;
    const given = values.get("from");
    const to = values.get("to") ?? join(findRoot(), TARGET);
    const stored =
      given !== undefined && isRunFile(readGiven(splitArgument(given).path)) ? readStoredRun(given) : undefined;
    const read = readExperiment(positional[0] ?? stored?.entry.link ?? "small-data", io);
    if (read === undefined) return 2;
    if (stored !== undefined) {
      if (encodeLink(stored.experiment) === encodeLink(read.experiment))
        return pack(stored.events, given ?? "", read.link, to, io);
      io.err(`lab record: ${given} is a run of another experiment (#${stored.entry.link}); leave yours out to pack it`);
      return 2;
    }
    const folder = given === undefined ? mkdtempSync(join(tmpdir(), "forklab-")) : undefined;
    const file = given ?? join(folder ?? "", "events.jsonl");
    try {
      if (given === undefined) {
        const status = await train.run([read.link, "--probe", "reference", "--out", file], io);
        if (status !== 0) return status;
      }
      return pack(readEvents(file), file, read.link, to, io);
    } finally {
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** @throws InputError naming the line that is no event. */
function readEvents(file: string): readonly TrainEvent[] {
  return readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line, index) => {
      try {
        return eventFromJson(line);
      } catch {
        throw new InputError(
          `line ${index + 1} of ${file} is not an event of a run; a file that train --out wrote is expected, or one that the page exported`,
        );
      }
    });
}

function pack(events: readonly TrainEvent[], from: string, link: string, to: string, io: Io): number {
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
