import type { SeedStatement } from "../../record/seeds/seedStatement";
import { decimal, signed } from "./format";

const NUMBERS = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"];

/** Words of series of seeds. */
export const seedWords = {
  label: "Seeds",
  help: "How many seeds Play trains one after the other; finished ones are not trained again.",
  list: (seeds: readonly number[], finished: number) => `${seeds.join(", ")}: ${finished} finished`,
  run: (count: number) => `Run ${count} seeds`,
  runHelp: "Trains the missing seeds one after another; each becomes its own run",
  all: "All seeds",
  place: (seed: number, place: number, count: number) => `seed ${seed}, ${place} of ${count}`,
  ghost: (count: number) => `mean of ${count} seeds`,
} as const;

/** What the seeds say, and beside it what that is worth. */
export interface SeedText {
  readonly text: string;
  readonly worth?: string;
}

/** The statement in words; `first` and `second` are letters. */
export function seedText(statement: SeedStatement, first: string, second: string): SeedText {
  switch (statement.kind) {
    case "none":
    case "one":
      return { text: "One seed is not evidence." };
    case "level":
      return { text: `No difference in ${statement.n} seeds.` };
    case "agree": {
      const { leader, n, mean } = statement;
      return {
        text: `${leader === "first" ? first : second} is ahead in ${n} of ${n} seeds, mean +${decimal(Math.abs(mean), 1)} points.`,
        worth:
          n < ENOUGH
            ? `${numberWord(n)} seeds are an indication, not proof.`
            : `${numberWord(n)} seeds agree, for this setup and no other.`,
      };
    }
    case "disagree": {
      const { leader, ahead, n, mean } = statement;
      const average = `${second}\u00a0−\u00a0${first} has mean ${signed(mean, 1)} points.`;
      return leader === undefined
        ? { text: "The seeds disagree.", worth: average }
        : {
            text: `The seeds disagree: ${leader === "first" ? first : second} is ahead in ${ahead} of ${n}.`,
            worth: average,
          };
    }
    default:
      return statement satisfies never;
  }
}

/** From here on it is said whom the seeds speak for rather than that they are few. */
const ENOUGH = 5;

const numberWord = (n: number): string => NUMBERS[n] ?? String(n);
