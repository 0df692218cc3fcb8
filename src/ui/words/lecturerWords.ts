/** Words of the views for a lecture: on the wall, and on paper. */
export const lecturerWords = {
  projector: "Projector view",
  handout: "Handout",
  leave: "Leave",
  views: { figure: "Figure", accuracy: "Accuracy", agreement: "Agreement", details: "Details" },
  choose: "What is shown",
  keys: "← → or 1 to 4: what is shown. Page up, page down: steps of the lesson. Space: play or pause. B: black. F: whole screen. Esc: back to the lab.",
  black: "The screen is black. Any key shows the lab again.",
  print: "Print",
  numbers: "Numbers",
  none: "Nothing has been trained yet, so there are no numbers.",
  arm: "Arm",
  link: "This experiment, to be opened and trained again",
  expect: "What I expect, and why",
  saw: "What I saw",
  onScreenOnly: "As it will be printed. What is shown is what the page has now.",
} as const;
