import type { Experiment } from "../../experiment/experiment";
import { formatClaim, type Claim } from "../../experiment/link/claim";
import { claimShape } from "../../experiment/link/claimShape";
import { encodeLink } from "../../experiment/link/encode";
import { findPreset, smallData } from "../../experiment/presets";

export const smoke: Experiment = findPreset("smoke")?.experiment ?? smallData;

/** A link that claims one accuracy for all heads. */
export function claimLink(experiment: Experiment, accuracy: number, more: Claim = {}): string {
  const finals = claimShape(experiment).heads.map((heads) => heads.map(() => accuracy));
  return encodeLink(experiment, [], formatClaim({ engine: "1", finals, ...more }));
}
