import { describe, expect, it } from "vitest";
import type { RunSnapshot, WorkerMessage } from "../protocol/command";
import type { TrainEvent } from "../protocol/event";
import type { RunFiles } from "../storage/runWriter";
import { weightsHash } from "../storage/weightsHash";
import { createKeeper } from "./keeper";

const state = (step: number): RunSnapshot => ({
  step,
  arms: [{ tensors: new Map([["w", Float32Array.of(step)]]), variants: {} }],
});
const step = (at: number): TrainEvent => ({ run: "r", step: at, type: "step", learningRate: 1, stepMs: 1, arms: [] });

/** A keeper over files that take some time to write, and fail when they are told to. */
function keeping() {
  const said: WorkerMessage[] = [];
  const written: string[] = [];
  let clock = 0;
  const disk = { writeMs: 0, fault: undefined as Error | undefined };
  const note = (what: string): void => {
    if (disk.fault !== undefined) throw disk.fault;
    clock += disk.writeMs;
    written.push(what);
  };
  const files: RunFiles = {
    events: [],
    snapshot: undefined,
    append: (events) => note(`events ${events.map((event) => event.step).join()}`),
    save(snapshot) {
      note(`state ${snapshot.step}`);
      return 1000 + snapshot.step;
    },
    close: () => void written.push("closed"),
  };
  const keeper = createKeeper({ run: "r", files, post: (message) => said.push(message), now: () => clock });
  return { keeper, said, written, disk, pass: (ms: number) => void (clock += ms) };
}

describe("a run that is kept", () => {
  it("tells what it can be continued from, and at the end the weights' hashes", async () => {
    const { keeper, said, written } = keeping();
    keeper.append([step(1), step(2)]);
    keeper.save(state(2), false);
    keeper.append([step(3)]);
    keeper.save(state(3), true);
    keeper.append([{ run: "r", step: 3, type: "finished", reason: "completed" }]);
    await keeper.close();
    expect(written).toEqual(["events 1,2", "state 2", "events 3", "state 3", "events 3", "closed"]);
    const weights = [await weightsHash(new Map([["w", Float32Array.of(3)]]))];
    expect(said).toEqual([
      { type: "kept", run: "r", step: 2, bytes: 1002 },
      { type: "kept", run: "r", step: 3, bytes: 1003 },
      { type: "kept", run: "r", step: 3, bytes: 1003, weights },
    ]);
  });

  it("spends a tenth of its time on states at most, but always keeps the last one", () => {
    const { keeper, written, disk, pass } = keeping();
    disk.writeMs = 100;
    keeper.save(state(1), false);
    pass(899);
    keeper.save(state(2), false);
    pass(1);
    keeper.save(state(3), false);
    keeper.save(state(4), true);
    expect(written).toEqual(["state 1", "state 3", "state 4"]);
  });

  it("is no longer kept once the storage fails: told once, closed, and the run goes on", async () => {
    for (const fail of ["append", "save"] as const) {
      const { keeper, said, written, disk } = keeping();
      keeper.append([step(1)]);
      disk.fault = new DOMException("no space is left", "QuotaExceededError");
      if (fail === "append") keeper.append([step(2)]);
      else keeper.save(state(2), true);
      disk.fault = undefined;
      keeper.append([step(3)]);
      keeper.save(state(3), true);
      await keeper.close();
      expect(written).toEqual(["events 1", "closed"]);
      expect(said).toEqual([
        {
          type: "not-kept",
          run: "r",
          error: expect.objectContaining({ fault: { code: "storage", trouble: "full", told: "no space is left" } }),
        },
      ]);
    }
  });

  it("tells no hashes of a run that did not reach its end", async () => {
    const { keeper, said } = keeping();
    keeper.save(state(2), false);
    await keeper.close();
    await keeper.close();
    expect(said).toEqual([{ type: "kept", run: "r", step: 2, bytes: 1002 }]);
  });
});
