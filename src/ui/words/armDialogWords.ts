/** Words of the settings of an arm, which open in a dialog. */
export const armDialogWords = {
  kind: "Kind",
  name: "Name",
  nameHelp: "Shown beside the letter; empty means the method's name.",
  combining: "How losses are combined",
  combiningNote:
    "A rule other than the sum acts on conflict that Agreement only shows. Agreement is not accuracy: in papers such rules seldom beat a sum with good weights.",
  learning: "How it learns",
  forks: "Forks",
  forkAt: (place: string) => `Fork ${place}`,
  design: "Design",
  source: "Source",
  remove: "Remove arm",
  duplicate: "Duplicate arm",
} as const;
