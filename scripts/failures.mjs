/** What failed and why, in a few lines: whoever reads the end of a log sees no more of it. */
import { relative } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { root } from "./setup.mjs";

/** @typedef {{ name: string, why: readonly string[] }} Failure a test, or a step as a whole */

/** Above the list; `.ci/run` looks for this line. */
export const HEADING = "==> what failed";

/** Lines of an error that are shown, of a whole step's output, and how many failures are listed. */
const ERROR_LINES = 2;
const OUTPUT_LINES = 8;
const LISTED = 20;
const LINE_LENGTH = 240;

/**
 * The failures of one step.
 *
 * @param {"vitest" | "playwright" | undefined} runner
 * @param {any} report what the runner wrote, or nothing
 * @param {string} output the end of what the step printed, as far as it was held
 * @returns {Failure[]} at least one: what no test tells, the output may
 */
export function failuresOf(runner, report, output) {
  const found = runner === "vitest" ? ofVitest(report) : runner === "playwright" ? ofPlaywright(report) : [];
  return found.length > 0 ? found : [{ name: "", why: lastLines(output) }];
}

/**
 * @param {readonly Failure[]} failures
 * @returns {string[]} lines, none when nothing failed
 */
export function failureLines(failures) {
  if (failures.length === 0) return [];
  const listed = failures
    .slice(0, LISTED)
    .flatMap(({ name, why }) => [`  ${name}`, ...why.map((line) => `      ${line}`)]);
  const more = failures.length - LISTED;
  return [HEADING, ...listed, ...(more > 0 ? [`  … and ${more} more`] : [])];
}

/** @param {any} report @returns {Failure[]} */
function ofVitest(report) {
  return list(report?.testResults).flatMap((file) => {
    const path = relative(root, String(file.name ?? "")).replaceAll("\\", "/");
    const tests = list(file.assertionResults).filter(({ status }) => status === "failed");
    // A file that could not be loaded has no tests.
    if (tests.length === 0) return file.status === "failed" ? [{ name: path, why: firstLines(file.message) }] : [];
    return tests.map(({ ancestorTitles, title, failureMessages, duration }) => ({
      name: [path, ...list(ancestorTitles), title].filter(Boolean).join(" > "),
      why: firstLines(
        // Vitest's report has the trace of an error only, and a timeout has none.
        String(list(failureMessages)[0]).replace(/^Error: STACK_TRACE_ERROR/, `timed out after ${seconds(duration)} s`),
      ),
    }));
  });
}

/** @param {any} report @returns {Failure[]} */
function ofPlaywright(report) {
  /** @type {(suite: any, above: readonly string[]) => Failure[]} */
  const below = (suite, above) => [
    ...list(suite.suites).flatMap((inner) => below(inner, [...above, inner.title])),
    ...list(suite.specs).flatMap((spec) =>
      list(spec.tests)
        .filter(({ status }) => status === "unexpected" || status === "flaky")
        .map(({ projectName, results }) => {
          const result = list(results).find(({ status }) => status !== "passed" && status !== "skipped");
          const error = list(result?.errors)[0] ?? result?.error;
          return {
            name: [`[${projectName}]`, [...above, spec.title].join(" > ")].join(" "),
            why: firstLines(error?.message ?? result?.status),
          };
        }),
    ),
  ];
  const outside = list(report?.errors).map(({ message }) => ({ name: "outside any test", why: firstLines(message) }));
  return [...list(report?.suites).flatMap((suite) => below(suite, [suite.title])), ...outside];
}

/** @param {unknown} ms */
function seconds(ms) {
  return (Number(ms) / 1000).toFixed(1);
}

/** @param {any} value @returns {any[]} */
function list(value) {
  return Array.isArray(value) ? value : [];
}

/** @param {unknown} text */
function firstLines(text) {
  return linesOf(text)
    .filter((line) => !/^at /.test(line))
    .slice(0, ERROR_LINES);
}

/** @param {string} text */
function lastLines(text) {
  return linesOf(text).slice(-OUTPUT_LINES);
}

/** @param {unknown} text */
function linesOf(text) {
  const plain = stripVTControlCharacters(typeof text === "string" ? text : "");
  const lines = plain.split(/[\r\n]+/).map((line) => line.trim());
  return lines
    .filter((line) => line !== "")
    .map((line) => (line.length > LINE_LENGTH ? `${line.slice(0, LINE_LENGTH)}…` : line));
}
