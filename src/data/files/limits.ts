/** Most classes that labels of 16 bits and a classifier of reasonable size can have. */
export const MAX_CLASSES = 10_000;

/** Longest name of a set in a link. */
export const MAX_NAME = 40;
