/** Words of the settings of an arm, which open in a dialog. */
export const armDialogWords = {
  kind: "Kind",
  name: "Name",
  nameHelp: "Shown beside the letter; empty means the method's name.",
  combining: "How losses are combined",
  combiningNote:
    "A rule other than the sum acts on conflict that Agreement only shows. Agreement is not accuracy: in papers such rules seldom beat a sum with good weights.",
  idle: {
    single:
      "Idle here: fewer than two losses teach the trunk, so that they are added. Give the arm branches that teach.",
    turns: "Idle here: the branches take turns, so that no two losses meet.",
  },
  learning: "How it learns",
  theseSettings: "these settings",
  forks: "Forks",
  forkAt: (place: string) => `Fork ${place}`,
  design: "Design",
  source: "Source",
  remove: "Remove arm",
  duplicate: "Duplicate arm",
} as const;
