import { describe, expect, it } from "vitest";
import { encodeLink } from "../experiment/link/encode";
import { findPreset, smallData } from "../experiment/presets";
import type { TrainEvent } from "../protocol/event";
import { RECORDED_RUN } from "../experiment/recordedRun";
import { decodeRecording, encodeRecording, recorded, RecordingError } from "./recording";
import { sampleEvents } from "../protocol/testing/sampleEvents";

const smoke = findPreset("smoke")?.experiment ?? smallData;
const link = encodeLink(smoke);

describe("a recording's bytes", () => {
  const events = recorded(sampleEvents("lab", smoke, 40));
  const bytes = encodeRecording({ link, events });

  it("give back its link and its events, with numbers of four digits", async () => {
    const read = await decodeRecording(bytes);
    expect(read.link).toBe(link);
    expect(read.events).toHaveLength(events.length);
    expect(new Set(read.events.map(({ run }) => run))).toEqual(new Set([RECORDED_RUN]));
    const step = (all: readonly TrainEvent[]) => all.find((event) => event.type === "step" && event.step === 7);
    const [exact, kept] = [step(events), step(read.events)];
    if (exact?.type !== "step" || kept?.type !== "step") throw new Error("step 7 is missing");
    expect(exact.arms[1]?.accuracy[0]).toBe(0.1 + (0.5 * 7) / 40 + 0.05);
    expect(kept.arms[1]?.accuracy[0]).toBe(0.2375);
  });

  it("are refused when they are of another format, cut off or changed", async () => {
    await expect(decodeRecording(new TextEncoder().encode("<!doctype html>\n<p>"))).rejects.toThrow(
      /begins with "<!doctype/,
    );
    await expect(decodeRecording(bytes.subarray(0, bytes.length - 40))).rejects.toThrow(RecordingError);
    const changed = bytes.slice();
    changed[Math.floor(bytes.length / 2)] = 64;
    await expect(decodeRecording(changed)).rejects.toThrow(/cut off or was changed after \d+ events/);
    await expect(decodeRecording(new Uint8Array(0))).rejects.toThrow(RecordingError);
  });
});

it("a recording keeps the answers of the first evaluation, of some and of the last", () => {
  const samples = [{ main: { guesses: "", confidence: "" } }];
  const evaluation = (step: number, final: boolean): TrainEvent => ({
    run: "lab",
    step,
    type: "evaluation",
    images: 1,
    final,
    arms: [],
    samples,
  });
  const kept = recorded([
    { run: "lab", step: 0, type: "preparing", what: "data", done: 1, total: 1 },
    ...[1, 2, 3, 4, 5, 6, 7, 8].map((step) => evaluation(step, step === 8)),
  ]);
  expect(kept.map((event) => event.type === "evaluation" && event.samples !== undefined)).toEqual([
    true,
    false,
    false,
    false,
    false,
    true,
    false,
    true,
  ]);
});
