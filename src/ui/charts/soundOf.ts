import type { StepRange } from "../../store/chartState";
import { pointOf, type ChartPanel } from "./chartPanel";

/** One arm's curve as a tone. */
export interface Voice {
  readonly arm: number;
  /** −1 the left ear, 1 the right. */
  readonly pan: number;
  /** `[samples]` hertz; the last pitch goes on where nothing is measured. */
  readonly pitch: Float32Array<ArrayBuffer>;
  /** `[samples]` 1 where there is a value, 0 where there is none yet. */
  readonly loudness: Float32Array<ArrayBuffer>;
}

/** Pitch of the lower and of the upper end of the axis: two octaves, in which most people hear small steps best. */
export const LOWEST_HZ = 220;
export const HIGHEST_HZ = 880;

/**
 * The curves of a panel as tones: an octave is half of the axis, the first arm sounds left, the second right.
 * @param samples moments between the first and the last step.
 */
export function soundOf(
  { lines, low, high, log = false }: ChartPanel,
  { from, to }: StepRange,
  samples: number,
): readonly Voice[] {
  const scaled = (value: number): number => (log ? Math.log(Math.max(value, low)) : value);
  const share = (value: number): number =>
    Math.min(1, Math.max(0, (scaled(value) - scaled(low)) / (scaled(high) - scaled(low))));
  const heard = lines.filter(({ role }) => role === "value" || role === "difference");
  return heard.map((line, index) => {
    const pitch = new Float32Array(samples).fill(LOWEST_HZ);
    const loudness = new Float32Array(samples);
    for (let sample = 0; sample < samples; sample += 1) {
      const step = from + ((to - from) * sample) / Math.max(1, samples - 1);
      const point = pointOf(line, step);
      const before = pitch[Math.max(0, sample - 1)] ?? LOWEST_HZ;
      pitch[sample] = point === undefined ? before : LOWEST_HZ * (HIGHEST_HZ / LOWEST_HZ) ** share(point.value);
      loudness[sample] = point === undefined ? 0 : 1;
    }
    const pan = heard.length < 2 ? 0 : -1 + (2 * index) / (heard.length - 1);
    return { arm: line.arm, pan, pitch, loudness };
  });
}
