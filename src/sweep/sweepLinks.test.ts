import { describe, expect, it } from "vitest";
import { expandSweep } from "./expandSweep";
import { decodeSweep, encodeSweep, sweepId } from "./sweepLink";
import links from "./sweepLinks.v1.json";

// Results are told apart by these ids: a link that has been shared, and files that were made from it, keep them for ever.
describe("links of sweeps that stay", () => {
  it.each(links)("$id", ({ link, id, cells, first, last }) => {
    const { sweep, issues } = decodeSweep(link);
    expect(issues).toEqual([]);
    if (sweep === undefined) throw new Error("no sweep");
    expect(encodeSweep(sweep)).toBe(link);
    expect(sweepId(sweep)).toBe(id);
    const all = expandSweep(sweep);
    expect([all.length, all[0]?.id, all.at(-1)?.id]).toEqual([cells, first, last]);
  });
});
