import { decodeLink } from "./link/decode";
import type { Experiment } from "./experiment";
import { validate } from "./validate";

/**
 * The experiment of a stored run, whose link this page wrote itself.
 * @throws Error saying what is wrong with the link: nothing else may be shown in its place.
 */
export function storedExperiment(link: string): Experiment {
  const { experiment, issues, intact, unusable } = decodeLink(link);
  if (unusable) throw new Error(`its link ${(issues[0]?.message ?? "").replace(/\.? Nothing was used\.$/, "")}`);
  if (!intact) throw new Error("its link was changed or cut off: its checksum is wrong");
  const unread = issues.slice(0, issues.length - validate(experiment).length);
  if (unread.length > 0) {
    throw new Error(
      `its link has settings that this version cannot read (${unread.map(({ path }) => path).join(", ")})`,
    );
  }
  return experiment;
}
