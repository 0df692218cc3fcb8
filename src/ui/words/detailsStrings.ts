/** Words of the details below the charts; apart from `strings`, since both come after the first screen. */
export const detailsStrings = {
  label: "Details",
  tabs: {
    hierarchy: "Texture or composition",
    ranked: "Ranked list",
    terms: "Loss terms",
    cost: "Cost",
    data: "Data",
    samples: "Samples",
    confusion: "Confusion",
    conflicts: "Whose images",
    exits: "Early exits",
    weights: "Weights",
    log: "Log",
  },
  hierarchyQuestion: "What does each head recognise? Accuracy per question.",
  hierarchyEmpty: "Appears after the first evaluation: how well each head answers the coarser questions.",
  chance: (value: string) => `chance ${value}`,
  allClasses: "Class",
  hierarchyCaption: "Accuracy by question, head and arm",
  hierarchySummary: (parts: string) => `At the last evaluation: ${parts}.`,
  termsEmpty: "Each loss term, unweighted. Appears once training starts.",
  termsCaption: "Loss terms, unweighted, at the step shown",
  total: "total",
  mimicryCaption: (letter: string) =>
    `Mimicry in arm ${letter}: KL of each head (row) to its teacher (column), unweighted`,
  studentTeacher: "KL ←",
  noMimicry: "–",
  costCaption: "What each branch costs",
  costColumns: {
    arm: "Arm",
    branch: "Branch",
    parameters: "Parameters",
    multiplyAdds: "Multiply-adds per image",
    share: "Share of the arm",
  },
  perStep: (ms: string) => `${ms} ms per step of all arms`,
  csv: "CSV",
  json: "JSON",
  csvHelp: "Download every curve of this run as CSV",
  jsonHelp: "Download the whole run as JSON",
  logEmpty: "Events of this run appear here.",
} as const;

/** Words of the list of events. */
export const logStrings = {
  engine: (text: string) => `Engine: ${text}`,
  started: (budget: number, epoch: number) => `${budget} steps, ${epoch} per epoch`,
  evaluated: (step: number, images: number) => `Step ${step}: whole test set, ${images} images`,
  pace: (ms: string) => `${ms} ms per step of all arms`,
  ended: { completed: "Completed", stopped: "Stopped", diverged: "Diverged", failed: "Failed" },
  at: (what: string, step: number) => `${what} at step ${step}`,
} as const;
