/** Words of the narrow page alone. */
export const phoneWords = {
  agreement: "Agreement",
  hierarchy: "Texture",
  runs: (count: number) => `Runs (${count})`,
  ask: (pair: string) => `Do ${pair} pull the same way?`,
} as const;
