/** Words of the share dialog and of results that came with a link; a part of `strings`. */
export const shareStrings = {
  title: "Share this experiment",
  link: "Link",
  copy: "Copy link",
  copied: "Link copied.",
  copyByHand: "The browser did not allow copying. Select the text and copy it.",
  length: (characters: number) => `${characters} characters`,
  fits: "fits anywhere",
  tooLong: "some chat programs cut links at 2,000",
  contents: "The link holds every setting and nothing else. Nothing is uploaded; opening it never starts training.",
} as const;
