/** What is said of a link that was opened. */
export const openedWords = {
  some: "Opened from a link. Some settings could not be applied:",
} as const;
