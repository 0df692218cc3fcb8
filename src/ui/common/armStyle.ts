import { ARM_LETTERS } from "../../experiment/experiment";

export interface ArmStyle {
  readonly letter: string;
  /** Sets `--arm` for everything inside. */
  readonly className: string;
  readonly color: string;
  readonly dash: string | undefined;
  readonly marker: "square" | "circle" | "triangle" | "diamond";
}

const dashes = ["5 3", undefined, "1.5 3", "7 3 1.5 3"] as const;
const markers = ["square", "circle", "triangle", "diamond"] as const;

/** An arm's look: colour, repeated by dash and marker; the one function that diagram, charts and tables ask. */
export const ARM_STYLES: readonly ArmStyle[] = ARM_LETTERS.map((letter, index) => ({
  letter,
  className: `arm${letter}`,
  color: `var(--arm-${letter.toLowerCase()})`,
  dash: dashes[index],
  marker: markers[index] ?? "diamond",
}));

const fallback: ArmStyle = {
  letter: "D",
  className: "armD",
  color: "var(--arm-d)",
  dash: "7 3 1.5 3",
  marker: "diamond",
};

export function armStyle(arm: number): ArmStyle {
  return ARM_STYLES[arm] ?? fallback;
}
