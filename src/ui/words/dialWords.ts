/** Words of the dials; beside them, because they are loaded with them. */
export const dialWords = {
  apart: (degrees: number) => `${degrees}° apart,`,
  stronger: (name: string, times: string, other: string) => `${name}: ${times}× ${other}`,
  alike: "equally strong",
  cosine: (value: string, step: number) => `cosine ${value}, step\u00a0${step}`,
  caption:
    "A gradient has thousands of directions: a dial shows only the angle of the two and their relative length (logarithmic). The level arrow is the first loss, the coloured one the second, the grey one their sum.",
  labels: "its labels",
  mimicry: "mimicry",
  main: "main",
  pending: "not measured yet",
} as const;
