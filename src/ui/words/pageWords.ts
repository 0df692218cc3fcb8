/** What every dialog that is a page of its own says. */
export const pageWords = {
  back: "← Back to the lab",
};
