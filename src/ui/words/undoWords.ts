import { ARM_LETTERS } from "../../experiment/experiment";
import type { NetworkGraph } from "../../graph/networkGraph";
import type { SetUpChange } from "../../store/setUpChange";
import { placeName } from "./wording";
import { plural } from "./plural";

/** Words of undo and redo: what the edit did. */
export const undoWords = {
  undo: (what: string) => `Undo: ${what}`,
  redo: (what: string) => `Redo: ${what}`,
  nothingToUndo: "Nothing to undo",
  nothingToRedo: "Nothing to redo",
  forks: { forkAdded: "added", forkRemoved: "removed", forkWeight: "weighed", forkRate: "given another rate" },
  parts: { dataset: "data", backbone: "network", optimizer: "optimiser" },
} as const;

/** `branch after stage 1 removed`. */
export function changeText(change: SetUpChange, trunk: NetworkGraph | undefined): string {
  const ofArm = (arm: number | undefined): string => (arm === undefined ? "" : ` in arm ${ARM_LETTERS[arm] ?? ""}`);
  const letter = (arm: number): string => `arm ${ARM_LETTERS[arm] ?? ""}`;
  switch (change.kind) {
    case "forkAdded":
    case "forkRemoved":
    case "forkWeight":
    case "forkRate":
      return `branch ${placeName(trunk, change.site)} ${undoWords.forks[change.kind]}${ofArm(change.arm)}`;
    case "armAdded":
      return `${letter(change.arm)} added`;
    case "armRemoved":
      return `${letter(change.arm)} removed`;
    case "armRenamed":
      return `${letter(change.arm)} renamed`;
    case "armSettings":
      return `settings of ${letter(change.arm)}`;
    case "branches":
      return `branches of ${letter(change.arm)}`;
    case "method":
      return `${letter(change.arm)} set to ${change.title}`;
    case "locked":
      return `${letter(change.arm)} locked`;
    case "unlocked":
      return `${letter(change.arm)} unlocked`;
    case "setting":
      return `${change.label} ${change.value}${ofArm(change.arm)}`;
    case "part":
      return `${undoWords.parts[change.part]} set to ${change.title}`;
    case "seed":
      return `seed ${change.seed}`;
    case "seeds":
      return plural(change.count, "one seed", `${change.count} seeds`);
    case "whole":
      return change.title === undefined ? "another experiment opened" : `${change.title} opened`;
    case "arms":
      return "settings of several arms";
    default:
      return change satisfies never;
  }
}
