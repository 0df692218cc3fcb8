import { ARM_LETTERS } from "../experiment/experiment";
import { csvOf } from "../record/csv";
import type { Check } from "./checks";
import type { HandIn } from "./readHandIns";
import { differingSettings } from "./settings";

/** What a hand-in claims of an arm's main head: a share of the test set; null where the link has no final result. */
export function claimedMain({ claim }: Pick<HandIn, "claim">, arm: number): number | null {
  return claim.finals?.[arm]?.at(-1) ?? null;
}

/** The letters of all arms that any of them has. */
export function lettersOf(handIns: readonly HandIn[]): readonly string[] {
  const arms = Math.max(0, ...handIns.map(({ experiment }) => experiment.arms.length));
  return ARM_LETTERS.slice(0, arms);
}

/** The table: who, the settings that differ, the figures, what a replay came to, the link. */
export function handInCsv(handIns: readonly HandIn[], checks: readonly (Check | undefined)[]): string {
  const settings = differingSettings(handIns.map(({ experiment }) => experiment));
  const letters = lettersOf(handIns);
  const head = ["who", ...settings.map(({ label }) => label), ...letters.map((letter) => `${letter} main`)];
  const rows = handIns.map((handIn, row) => {
    const check = checks[row];
    return [
      handIn.who,
      ...settings.map(({ values }) => values[row] ?? ""),
      ...letters.map((_, arm) => claimedMain(handIn, arm) ?? ""),
      check?.kind ?? "claimed",
      check !== undefined && "gap" in check ? check.gap : "",
      handIn.link,
    ];
  });
  return csvOf([[...head, "state", "gap", "link"], ...rows]);
}
