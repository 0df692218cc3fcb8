import type { Arm, Experiment } from "../experiment/experiment";
import { findPreset, smallData } from "../experiment/presets";
import type { LabState } from "../store/labState";
import type { RunRecord } from "../record/runRecord";
import { shownRecord } from "../store/recordingSlice";
import type { Check } from "./lesson";

/** What lessons train unless they say otherwise: seconds on any laptop. */
export const firstMinute: Experiment = findPreset("first-minute")?.experiment ?? smallData;

/** An experiment with other arms. */
export const withArms = (experiment: Experiment, ...arms: readonly Arm[]): Experiment => ({ ...experiment, arms });

/** The run on display that has come to its end: one's own, or a recorded one. */
export function finishedRun(lab: LabState): RunRecord | undefined {
  const record = shownRecord(lab);
  return record?.phase === "completed" ? record : undefined;
}

/** Done when the run on display has come to its end. */
export const finished = (text: string): Check => ({ text, holds: (lab) => finishedRun(lab) !== undefined });

/** Done when the lab's set-up passes a test. */
export const setUp = (text: string, passes: (experiment: Experiment) => boolean): Check => ({
  text,
  holds: ({ experiment }) => passes(experiment),
});

/** Done when the page stands in a certain way. */
export const seen = (text: string, holds: (lab: LabState) => boolean): Check => ({ text, holds });

/** An arm's branches stand at these sites, in any order. */
export const forksAt = ({ arms }: Experiment, arm: number, ...sites: readonly string[]): boolean => {
  const own = (arms[arm]?.forks ?? []).map(({ site }) => site);
  return own.length === sites.length && sites.every((site) => own.includes(site));
};
