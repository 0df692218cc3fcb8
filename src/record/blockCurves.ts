import { blockCosines } from "../graph/blockConflict";
import type { SiteId } from "../graph/networkGraph";
import type { PairOnBlock } from "../graph/forkProposal";
import type { ProbeRecord } from "../protocol/event";
import type { ArmCurves, SeriesBy } from "./runRecord";
import { append, emptySeries, type Series } from "./series";

/** No branch id has it. */
const BETWEEN = "|";

/** The cosines on every block with those of one more probe. Heads that never meet on a block have no curve there. */
export function withBlocks(blocks: ArmCurves["blocks"], step: number, probe: ProbeRecord): ArmCurves["blocks"] {
  const result: { [pair: string]: { [block: SiteId]: SeriesBy<SiteId>[SiteId] } } = {};
  for (const pair of Object.keys(blocks)) result[pair] = { ...blocks[pair] };
  for (const { block, a, b, cosine } of blockCosines(probe)) {
    const curves = (result[`${a}${BETWEEN}${b}`] ??= {});
    const before = curves[block];
    if (cosine === null && before === undefined) continue;
    curves[block] = append(before ?? emptySeries, step, cosine ?? Number.NaN);
  }
  return result;
}

/** A curve begins with its first value and has every probe from then on. */
function lastOf(probes: number, { length, columns }: Series): Float64Array {
  const result = new Float64Array(probes).fill(Number.NaN);
  result.set(columns.values.subarray(0, length), probes - length);
  return result;
}

/** What a run's probes found on every block, as the choice of forks reads it. Blocks in trunk order. */
export function pairsOnBlocks({ blocks, branches }: Pick<ArmCurves, "blocks" | "branches">): readonly PairOnBlock[] {
  const order = (id: string): number => branches.indexOf(id);
  const probes = Math.max(
    0,
    ...Object.values(blocks).flatMap((by) => Object.values(by).map((one) => one?.length ?? 0)),
  );
  return Object.entries(blocks)
    .map(([pair, curves]) => ({ heads: pair.split(BETWEEN) as [string, string], curves }))
    .sort(({ heads: [a, b] }, { heads: [c, d] }) => order(a) - order(c) || order(b) - order(d))
    .flatMap(({ heads: [a, b], curves }) =>
      Object.entries(curves).flatMap(([block, series]) =>
        series === undefined ? [] : [{ block, a, b, cosines: lastOf(probes, series) }],
      ),
    );
}
