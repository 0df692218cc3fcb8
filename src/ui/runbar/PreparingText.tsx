import type { RunRecord } from "../../record/runRecord";
import { strings } from "../words/strings";
import { controlWords } from "../words/controlWords";

/** What is being prepared and how far it has come. */
export function PreparingText({ record }: { readonly record: RunRecord }) {
  return <>{preparingText(record)}</>;
}

/** @param brief without what follows from it: a phone has two lines. */
export function preparingText({ preparing }: RunRecord, brief = false): string {
  const order = ["kernels", "engine", "data"] as const;
  // The last part to have begun that is not done; the first one before anything was told.
  const what = order.find((part) => preparing[part] !== undefined) ?? "data";
  const progress = preparing[what];
  const name = strings.run.what[what];
  if (progress === undefined || progress.total <= 0) return strings.run.progress(name);
  const { done, total } = progress;
  if (what === "kernels" && !brief) return controlWords.firstSlow(strings.run.progressCount(name, done, total));
  return what === "data"
    ? strings.run.progressPercent(name, Math.round((100 * done) / total))
    : strings.run.progressCount(name, done, total);
}
