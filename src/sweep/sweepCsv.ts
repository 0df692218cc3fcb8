import { csvOf } from "../record/csv";
import { weakest, type CellResult } from "./cellResult";
import type { ResultsByCell } from "./mergeResults";
import { finish, type Steps } from "../tasks/steps";

/** One row per result, repeated ones included; every metric of every branch has a column. */
export function sweepCsv(results: ResultsByCell): string {
  return finish(csvInSteps(results));
}

/** {@link sweepCsv}, a step per result. */
export function* csvInSteps(results: ResultsByCell): Steps<string> {
  const all = [...results.values()].flat();
  const names = new Set<string>();
  for (const result of all) {
    for (const { name } of valuesOf(result)) names.add(name);
    yield;
  }
  const metrics = [...names];
  const head = ["cell", "placement", "method", "seed", "status", "steps", "earlyAgreement", "agreement"];
  const more = ["parameters", "multiplyAdds", "seconds", "engine", "version"];
  const lines = [csvOf([[...head, ...more, ...metrics]])];
  for (const result of all) {
    const values = new Map(valuesOf(result).map(({ name, value }) => [name, value ?? ""]));
    const row = [
      result.cell,
      result.placement.join("+"),
      result.method,
      result.seed,
      result.status,
      result.steps,
      weakest(result.early) ?? "",
      weakest(result.agreement) ?? "",
      result.cost.parameters,
      result.cost.multiplyAdds,
      result.seconds,
      result.engine,
      result.version,
      ...metrics.map((name) => values.get(name) ?? ""),
    ];
    lines.push(csvOf([row]));
    yield;
  }
  return lines.join("");
}

/** `accuracy/main` and its value on the test set, for every metric and branch; `validation/accuracy/main` likewise. */
function valuesOf({ metrics, validation = {} }: CellResult): readonly Value[] {
  return [...named("", metrics), ...named("validation/", validation)];
}

interface Value {
  readonly name: string;
  readonly value: number | null;
}

function named(before: string, metrics: CellResult["metrics"]): readonly Value[] {
  return Object.entries(metrics).flatMap(([series, branches]) =>
    Object.entries(branches).map(([branch, value]) => ({ name: `${before}${series}/${branch}`, value })),
  );
}
