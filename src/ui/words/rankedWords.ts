/** Every word of the ranked lists. */
export const rankedWords = {
  empty: "Appears after the first evaluation: the gallery images that each head finds most similar.",
  query: "Query",
  who: (identity: number, camera: number) => `identity ${identity}, camera ${camera}`,
  picture: (number: number) => `test picture ${number}`,
  option: (who: string) => `${who.slice(0, 1).toUpperCase()}${who.slice(1)}`,
  asked: (who: string) => `Query: ${who}`,
  legend: (rank: number) =>
    `The ${rank} most similar gallery pictures, nearest first. ✓ in a solid frame: the same identity, by another camera. ✕ in a dashed frame: someone else.`,
  right: "✓",
  wrong: "✕",
  list: (arm: string, head: string, hits: number, shown: number) =>
    `Arm ${arm}, ${head}: ${hits} of the first ${shown} are right`,
  found: (who: string, hit: boolean) => `${who}, ${hit ? "right" : "wrong"}`,
  share: (hits: number, shown: number) => `${hits} of ${shown}`,
} as const;
