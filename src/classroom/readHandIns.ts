/**
 * Lines with links, read one by one: what came before a link is who handed it in, be it a name, some columns of a form or nothing.
 * A line that cannot be used says why; all others are kept.
 */
import type { Experiment } from "../experiment/experiment";
import type { ConfigIssue, UnusableLink } from "../experiment/issue";
import { formatClaim, type Claim } from "../experiment/link/claim";
import { decodeWithClaim } from "../experiment/link/decodeWithClaim";
import { encodeLink } from "../experiment/link/encode";
import { replaceDeceptive } from "../schema/cleanText";

/** One result that was handed in. */
export interface HandIn {
  /** Where it stands, from 1. */
  readonly line: number;
  /** Empty where neither the line nor the link says. */
  readonly who: string;
  /** As this version writes it, results included: equal ones are the same hand-in. */
  readonly link: string;
  readonly experiment: Experiment;
  readonly claim: Claim;
}

/** Why a line was left out. */
export type LineFault =
  /** Whatever else it may be. */
  | { readonly code: "noLinkInLine" }
  /** Its checksum is missing or wrong, so that nothing vouches for its results. */
  | { readonly code: "changedLink" }
  | { readonly code: "noResults" }
  /** Not everything in it can be used as it stands, so that another experiment would be run. */
  | { readonly code: "notWhole"; readonly issue: ConfigIssue; readonly experiment: Experiment }
  /** The same link of the same person stood in an earlier line. */
  | { readonly code: "handedInBefore"; readonly line: number }
  | { readonly code: "tooManyLines"; readonly most: number }
  | Exclude<UnusableLink, { readonly code: "noLink" }>;

export interface RefusedLine {
  readonly line: number;
  readonly why: LineFault;
}

export interface ReadHandIns {
  readonly handIns: readonly HandIn[];
  readonly refused: readonly RefusedLine[];
}

/** A lecture hall; more is somebody's whole disk. */
export const MAX_HAND_INS = 1000;
const MAX_NAME = 80;
const LINK_STARTS = /https?:\/\/|#?\bv[1-9]\d{0,3}&/i;

/** @param text lines as they come: of a chat, a form's table, a mail. Work grows with its length; see `decodeLink`. */
export function readHandIns(text: string): ReadHandIns {
  const handIns: HandIn[] = [];
  const refused: RefusedLine[] = [];
  const seen = new Map<string, number>();
  for (const [index, content] of text.split(/\r\n|\r|\n/).entries()) {
    const line = index + 1;
    if (content.trim() === "") continue;
    if (handIns.length === MAX_HAND_INS) {
      refused.push({ line, why: { code: "tooManyLines", most: MAX_HAND_INS } });
      break;
    }
    const read = readLine(content, line);
    if ("code" in read) {
      refused.push({ line, why: read });
      continue;
    }
    const key = `${read.who}\n${read.link}`;
    const before = seen.get(key);
    if (before === undefined) {
      seen.set(key, line);
      handIns.push(read);
    } else {
      refused.push({ line, why: { code: "handedInBefore", line: before } });
    }
  }
  return { handIns, refused };
}

function readLine(content: string, line: number): HandIn | LineFault {
  const start = content.search(LINK_STARTS);
  if (start < 0) return { code: "noLinkInLine" };
  const { experiment, issues, unusable, intact, claim } = decodeWithClaim(content.slice(start));
  if (unusable !== undefined) return unusable.code === "noLink" ? { code: "noLinkInLine" } : unusable;
  if (!intact) return { code: "changedLink" };
  if (claim?.finals === undefined && claim?.curves === undefined) return { code: "noResults" };
  const [issue] = issues.filter(({ lasting }) => lasting !== true);
  if (issue !== undefined) return { code: "notWhole", issue, experiment };
  const who = nameIn(content.slice(0, start)) || (claim.note ?? "");
  return { line, who, link: encodeLink(experiment, [], formatClaim(claim)), experiment, claim };
}

/** What stands before a link without the marks that only divide. */
function nameIn(text: string): string {
  const parts = text
    .split(/[\t;,|]/)
    .map((part) => replaceDeceptive(part, "").replace(/^[\s"'<([*-]+|[\s"'<>)\]:=(-]+$/g, ""));
  return Array.from(parts.filter((part) => part !== "").join(", "))
    .slice(0, MAX_NAME)
    .join("");
}
