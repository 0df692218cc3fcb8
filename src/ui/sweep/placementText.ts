import type { SiteId } from "../../graph/networkGraph";
import { sweepWords } from "./sweepWords";

/** `s1b1 + s2b1`, `no fork`. */
export function placementText(placement: readonly SiteId[]): string {
  return placement.length === 0 ? sweepWords.noFork : placement.join(" + ");
}
