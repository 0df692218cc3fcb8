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
  start: {
    choose: "Weights from a file…",
    chooseHelp: "Safetensors in PyTorch's names; they stay in this browser and never leave it.",
    forget: "Forget this file",
    needed: (key: string) =>
      `The weights ${key} are not here. Choose the file that they are in, or train the run that they are of, or import it into the library.`,
    taken: (file: string, part: "whole" | "main") =>
      part === "whole"
        ? `${file} has the whole network.`
        : `${file} has the trunk and main's head; the seed draws the branches.`,
    others: (file: string, key: string, wanted: string) =>
      `${file} holds the weights ${key}, and this arm starts from ${wanted}. To start from these, choose no starting weights first.`,
    refused: (file: string, why: string) => `${file} ${why}.`,
    misfits: { trunk: "does not fit: another trunk", branches: "does not fit: other branches" },
  },
  theseSettings: "these settings",
  forks: "Forks",
  forkAt: (place: string) => `Fork ${place}`,
  design: "Design",
  source: "Source",
  remove: "Remove arm",
  duplicate: "Duplicate arm",
} as const;
