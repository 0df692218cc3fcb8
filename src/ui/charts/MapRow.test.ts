import { afterEach, describe, expect, it, vi } from "vitest";
import { append, emptySeries } from "../../record/series";
import { cadence, paintCells } from "./MapRow";

afterEach(() => void vi.unstubAllGlobals());

describe("the width of a cell", () => {
  it("is the least distance of two values, which for some losses is wider than that of the probes", () => {
    expect(cadence([50, 100, 200], 25)).toBe(50);
    expect(cadence([25], 25)).toBe(25);
    expect(cadence([], 25)).toBe(25);
  });
});

describe("the cells of a long run", () => {
  it("are drawn once a pixel, and each pixel shows the last cell that begins there", () => {
    vi.stubGlobal("window", { devicePixelRatio: 1 });
    const width = 320;
    const shown: string[] = [];
    let drawn = 0;
    const context = {
      fillStyle: "",
      fillRect(from: number, _: number, count: number) {
        drawn += 1;
        shown.fill(this.fillStyle, from, from + count);
      },
      beginPath: () => undefined,
      moveTo: () => undefined,
      lineTo: () => undefined,
      stroke: () => undefined,
    };
    shown.length = width;
    let series = emptySeries;
    const last: number[] = [];
    for (let probe = 1; probe <= 5000; probe += 1) {
      series = append(series, 20 * probe, probe);
      last[Math.round(((20 * (probe - 1)) / 100_000) * width)] = probe;
    }
    const canvas = { clientWidth: width, clientHeight: 20, getContext: () => context };
    paintCells(canvas as unknown as HTMLCanvasElement, series, { from: 0, to: 100_000 }, 20, {
      ink: "black",
      colorOf: (value) => String(value),
    });
    expect(shown).toEqual(last.slice(0, width).map(String));
    expect(drawn).toBeLessThanOrEqual(width + 1);
  });
});
