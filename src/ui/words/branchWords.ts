/** Words of the branches' own editor in the diagram. */
export const branchWords = {
  group: "Branches",
  edit: (branch: string, letter: string, design: string, weight: string, rate?: string) =>
    `${branch}, arm ${letter}: ${design}, weight ${weight}${rate === undefined ? "" : `, ${rate}`}. Edit`,
  title: (branch: string, letter: string) => `${branch}, arm ${letter}`,
  remove: "Remove this branch",
  close: "Close",
  weight: (weight: string) => `× ${weight}`,
  rate: (rate: string) => `rate × ${rate}`,
  adds: (letter: string, parameters: string, percent: number, named: boolean) => {
    const share = percent < 1 ? "under 1 %" : `${percent} %`;
    return named ? `${letter} +${parameters} parameters, ${share} compute` : `${letter} +${parameters}, ${share}`;
  },
  preview: (place: string, adds: string, reaches: string) => `${place}: ${adds}; ${reaches}.`,
  ships: (parameters: string, values: string) =>
    `What ships: the main path, ${parameters} parameters in every arm${values === "" ? "" : `, accuracy ${values}`}.`,
  locked: (letter: string) => `Arm ${letter} is locked.`,
} as const;
