import { weakest } from "./cellResult";
import type { ResultsByCell } from "./mergeResults";

/** One row per result, repeated ones included; every metric of every branch has a column. */
export function sweepCsv(results: ResultsByCell): string {
  const all = [...results.values()].flat();
  const metrics = [
    ...new Set(
      all.flatMap((result) =>
        Object.entries(result.metrics).flatMap(([series, branches]) =>
          Object.keys(branches).map((branch) => `${series}/${branch}`),
        ),
      ),
    ),
  ];
  const rows = all.map((result) => {
    const values = new Map<string, number | string>(
      Object.entries(result.metrics).flatMap(([series, branches]) =>
        Object.entries(branches).map(([branch, value]) => [`${series}/${branch}`, value ?? ""] as const),
      ),
    );
    return [
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
  });
  const head = ["cell", "placement", "method", "seed", "status", "steps", "earlyAgreement", "agreement"];
  const more = ["parameters", "multiplyAdds", "seconds", "engine", "version"];
  return [[...head, ...more, ...metrics], ...rows].map((row) => row.map(quoted).join(",")).join("\n") + "\n";
}

/** A text that a spreadsheet would take for a formula gets an apostrophe. */
function quoted(value: string | number): string {
  const text = typeof value === "string" && /^[=+@-]/.test(value) ? `'${value}` : String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
