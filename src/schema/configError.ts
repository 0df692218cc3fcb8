import { cleanText } from "./cleanText";

/**
 * A value that came from outside (a link, a form, a file) and cannot be used.
 *
 * The message always says what is wrong, where, and what would be right.
 */
export class ConfigError extends Error {
  readonly code = "config";
  /** Where the value stands, as a path in the experiment: `arms[1].forks[0].site`. */
  readonly path: string;
  /** What would have been accepted, in words. */
  readonly expected: string;
  /** What was found, shortened for display. */
  readonly got: string;

  constructor(path: string, expected: string, got: unknown) {
    const shown = describeValue(got);
    // Keys of a link become parts of paths, so a path is untrusted text, too.
    const where = cleanText(path, MAX_PATH);
    super(`${where}: expected ${expected}, got ${shown}`);
    this.name = "ConfigError";
    this.path = where;
    this.expected = expected;
    this.got = shown;
  }
}

const MAX_PATH = 80;
const MAX_SHOWN = 48;

/** A short, safe rendering of an untrusted value: never longer than 48 characters, no control characters. */
export function describeValue(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "string") return quoted(value);
  if (typeof value === "number" || typeof value === "boolean" || value === null) return String(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === "object" ? "an object" : typeof value;
}

function quoted(text: string): string {
  // Quotes and backslashes take two characters each, so the text is cut until its quoted form fits.
  for (let limit = MAX_SHOWN - 2; limit > 1; limit -= 1) {
    const shown = JSON.stringify(cleanText(text, limit));
    if (shown.length <= MAX_SHOWN) return shown;
  }
  return '"…"';
}
