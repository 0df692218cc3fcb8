/** What is said of an arm as its paper's authors have it. */
export const publishedWords = {
  take: "As in the paper",
  help: "Sets this arm's method and branches as their authors have them; forks stay where they can",
  except: "As in the paper, except for:",
  places: (authors: string, own: string) =>
    `In a network like this the authors' branches fork ${authors}; here they fork ${own}.`,
} as const;
