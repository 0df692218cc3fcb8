import { describe, expect, it } from "vitest";
import { append, emptySeries, type Series } from "../../record/series";
import type { ChartLine, ChartPanel } from "./chartPanel";
import { HIGHEST_HZ, LOWEST_HZ, soundOf } from "./soundOf";

function line(
  arm: number,
  values: readonly (readonly [step: number, value: number])[],
  role: ChartLine["role"] = "value",
) {
  const series = values.reduce((all: Series, [step, value]) => append(all, step, value), emptySeries);
  return { key: `${role}${arm}`, arm, name: "", series, role };
}

const panelOf = (...lines: readonly ChartLine[]): ChartPanel => ({
  key: "main",
  title: "Main head",
  lines,
  low: 0,
  high: 1,
  ticks: [],
  text: String,
  tickText: String,
});

describe("curves for the ear", () => {
  it("are higher where the value is higher: half of the axis is an octave", () => {
    const [voice] = soundOf(
      panelOf(
        line(0, [
          [0, 0],
          [10, 0.5],
          [20, 1],
        ]),
      ),
      { from: 0, to: 20 },
      3,
    );
    expect([...(voice?.pitch ?? [])].map(Math.round)).toEqual([LOWEST_HZ, 2 * LOWEST_HZ, HIGHEST_HZ]);
  });

  it("sound in an ear each", () => {
    const voices = soundOf(panelOf(line(0, [[0, 0.2]]), line(1, [[0, 0.4]])), { from: 0, to: 10 }, 2);
    expect(voices.map(({ arm, pan }) => [arm, pan])).toEqual([
      [0, -1],
      [1, 1],
    ]);
    expect(soundOf(panelOf(line(1, [[0, 0.4]])), { from: 0, to: 10 }, 2)[0]?.pan).toBe(0);
  });

  it("are silent before the first value and in gaps", () => {
    const [voice] = soundOf(
      panelOf(
        line(0, [
          [10, 0.5],
          [20, Number.NaN],
        ]),
      ),
      { from: 0, to: 30 },
      4,
    );
    expect([...(voice?.loudness ?? [])]).toEqual([0, 1, 0, 0]);
  });

  it("leave out what is no result, and stay within two octaves", () => {
    const voices = soundOf(
      panelOf(line(0, [[0, 7]]), line(0, [[0, 0.5]], "ghost"), line(0, [[0, 0.5]], "reference")),
      { from: 0, to: 1 },
      2,
    );
    expect(voices.length).toBe(1);
    expect(voices[0]?.pitch[0]).toBeCloseTo(HIGHEST_HZ, 3);
  });

  it("follow a logarithmic axis", () => {
    const log = { ...panelOf(line(0, [[0, 0.1]])), low: 0.01, high: 1, log: true };
    expect(soundOf(log, { from: 0, to: 1 }, 2)[0]?.pitch[0]).toBeCloseTo(2 * LOWEST_HZ, 3);
  });
});
