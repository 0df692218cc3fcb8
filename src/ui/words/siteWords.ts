/** What a branch at a place would do, while the place is looked at. */
export const siteWords = {
  removes: (place: string, weight: string) => `${place}: weight ${weight}; switch off to remove the branches here.`,
  reaches: (stages: string) => `trains ${stages}`,
  reachesNothing: "shares no weights with main",
} as const;
