/** Words to which each layer's gradients are padded in a probe: sums over chunks of this length never span two layers. */
export const GRAM_CHUNK = 256;

/** Unordered pairs of losses, the pair with itself included: (0,0), (0,1), …, (1,1), … */
export function pairCount(losses: number): number {
  return (losses * (losses + 1)) / 2;
}
