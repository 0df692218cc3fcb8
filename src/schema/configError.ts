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
    super(`${path}: expected ${expected}, got ${shown}`);
    this.name = "ConfigError";
    this.path = path;
    this.expected = expected;
    this.got = shown;
  }
}

/** A short, safe rendering of an untrusted value: never longer than 48 characters, no control characters. */
export function describeValue(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "string") return JSON.stringify(shorten(value));
  if (typeof value === "number" || typeof value === "boolean" || value === null) return String(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === "object" ? "an object" : typeof value;
}

function shorten(text: string): string {
  // Control and bidirectional-override characters could make a message read as something else.
  const clean = text.replace(/[\p{Cc}\p{Cf}]/gu, "�");
  return clean.length > 40 ? `${clean.slice(0, 39)}…` : clean;
}
