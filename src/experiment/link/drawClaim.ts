import type { Stream } from "../../random/stream";
import type { Experiment } from "../experiment";
import type { Claim } from "./claim";
import { claimShape } from "./claimShape";

/** Results such as a run of an experiment could have, for property tests; gaps included. @throws as `claimShape`. */
export function drawClaim(experiment: Experiment, stream: Stream): Claim {
  const { heads, pairs, curveSteps, mapSteps } = claimShape(experiment);
  const value = (low: number): number | null =>
    stream.below(9) === 0 ? null : low + (1 - low) * (stream.below(10_001) / 10_000);
  const curves = (groups: readonly (readonly unknown[])[], steps: readonly number[], low: number) =>
    groups.flatMap((group) => group.map(() => steps.map(() => value(low))));
  const map = curves(pairs, mapSteps, -1);
  return {
    engine: "1",
    ...(stream.below(2) === 0 ? {} : { hardware: "webgpu-apple" }),
    finals: heads.map((arm) => arm.map(() => value(0))),
    curves: curves(heads, curveSteps, 0),
    ...(map.length === 0 || mapSteps.length === 0 ? {} : { map }),
    ...(stream.below(2) === 0 ? {} : { note: stream.pick(["seen it?", "α ≠ β, <b>bold</b>", "😀".repeat(140)]) }),
    ...(stream.below(2) === 0 ? {} : { exact: digits(stream) }),
  };
}

const digits = (stream: Stream): string => Array.from({ length: 16 }, () => stream.below(16).toString(16)).join("");
