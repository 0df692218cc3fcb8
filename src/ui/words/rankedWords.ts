/** Every word of the ranked lists. */
export const rankedWords = {
  empty: "Appears after the first evaluation: the gallery images that each head finds most similar.",
  query: "Query",
  option: (identity: number, camera: number) => `Identity ${identity}, camera ${camera}`,
  asked: (identity: number, camera: number) => `Query: identity ${identity}, camera ${camera}`,
  legend: (rank: number) =>
    `The ${rank} most similar gallery pictures, nearest first. ✓ in a solid frame: the same identity, by another camera. ✕ in a dashed frame: someone else.`,
  right: "✓",
  wrong: "✕",
  list: (arm: string, head: string, hits: number, shown: number) =>
    `Arm ${arm}, ${head}: ${hits} of the first ${shown} are right`,
  found: (identity: number, camera: number, hit: boolean) =>
    `identity ${identity}, camera ${camera}, ${hit ? "right" : "wrong"}`,
  share: (hits: number, shown: number) => `${hits} of ${shown}`,
} as const;
