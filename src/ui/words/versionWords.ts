/** Words of a newer version of this page. */
export const versionWords = {
  there: "A newer version of Forklab is here.",
  running: "The run under way keeps the one that it began with.",
  take: "Reload to use it",
  takeLater: "Use it after this run",
} as const;
