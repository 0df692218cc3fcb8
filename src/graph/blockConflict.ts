import { cosine, HALF, lossId, sumGram, type ProbeGram } from "./agreement";
import type { BranchId, SiteId } from "./networkGraph";

/** How two heads' label losses stand to each other on one block of the trunk. */
export interface BlockCosine {
  readonly block: SiteId;
  readonly a: BranchId;
  readonly b: BranchId;
  /** Null where one of them does not reach the block. */
  readonly cosine: number | null;
}

/** The block that a layer is part of, by the site after it: `s1b2` of `s1b2.conv1`, `stem` of `stem.conv`. */
export const blockOf = (layer: string): SiteId => layer.split(".", 1)[0] ?? layer;

/**
 * Cosines of the label losses of every two heads on every block that both reach: what one fork can take apart is a block,
 * not a layer. Blocks in trunk order, pairs in the order of the heads.
 */
export function blockCosines(probe: ProbeGram): readonly BlockCosine[] {
  const label = lossId("ce", "");
  const heads = probe.losses.flatMap((id) => (id.startsWith(label) && id !== HALF ? [id.slice(label.length)] : []));
  const blocks = [...new Set(probe.layers.map(({ layer }) => blockOf(layer)))];
  return blocks.flatMap((block) => {
    const gram = sumGram(probe, ({ layer }) => blockOf(layer) === block);
    return heads.flatMap((a, index) =>
      heads.slice(index + 1).map((b) => ({ block, a, b, cosine: cosine(gram, lossId("ce", a), lossId("ce", b)) })),
    );
  });
}
