import type { Expected } from "../../schema/expected";
import { expectedText } from "./expectedWords";

/** Words of the reference; beside it, because they are loaded with it. */
export const referenceWords = {
  title: "Reference",
  intro:
    "All building blocks of an experiment: what each computes, its settings, where it comes from, and where Forklab differs.",
  search: "Search the reference",
  found: (count: number, all: number) => (count === all ? `${all} entries` : `${count} of ${all} entries`),
  nothing: "Nothing matches. Try fewer letters, or a setting's name.",
  contents: "Contents",
  settings: "Settings",
  noSettings: "No settings.",
  initially: (value: string) => `Initially ${value}.`,
  accepts: (what: string) => `Accepts ${what}.`,
  accepted: (accepts: Expected, unit?: string) =>
    unit === undefined ? expectedText(accepts) : `${expectedText(accepts)}; ${unit}`,
  inLinks: "in links",
  source: "Source",
  file: "Authors' file",
  differs: "What differs from the source",
  same: "Nothing differs from the source.",
  paper: "Remaining differences even with the paper's settings",
  link: (title: string) => `Copy a link to ${title}`,
  copied: "Link copied.",
  refused: "The browser did not allow copying.",
} as const;
