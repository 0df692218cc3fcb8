const rules = new Intl.PluralRules("en");

/** The form of a word that goes with a count: `plural(1, "run", "runs")` is "run". */
export function plural(count: number, one: string, other: string): string {
  return rules.select(count) === "one" ? one : other;
}
