import type { DatasetInfo } from "../../data/datasetInfo";
import type { DetailsTab } from "../../store/viewState";

/** What can be said only of pictures that are classified. */
const CLASSIFIED: readonly string[] = ["hierarchy", "samples", "confusion", "exits"];

/** Whether a tab has anything to say of such a data set: its pictures are either classified or found. */
export function tabOffered(tab: DetailsTab, { retrieval }: Pick<DatasetInfo, "retrieval">): boolean {
  if (tab === "ranked") return retrieval !== undefined;
  return retrieval === undefined || !CLASSIFIED.includes(tab);
}

/** The tab that was chosen, or the one that takes its place on such a data set. */
export function tabShown(tab: DetailsTab, info: Pick<DatasetInfo, "retrieval">): DetailsTab {
  if (tabOffered(tab, info)) return tab;
  return info.retrieval === undefined ? "hierarchy" : "ranked";
}
