/** Words of the settings of an arm, which open in a dialog. */
export const armDialogWords = {
  kind: "Kind",
  name: "Name",
  nameHelp: "Shown beside the letter; empty means the method's name.",
  forks: "Forks",
  forkAt: (place: string) => `Fork ${place}`,
  design: "Design",
  source: "Source",
  remove: "Remove arm",
  duplicate: "Duplicate arm",
} as const;
