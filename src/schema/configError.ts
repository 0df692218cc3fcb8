import { cleanText } from "./cleanText";
import { CodedError } from "./codedError";
import type { ConfigFault, Expected, Found } from "./expected";

/** A value that came from outside (a link, a form, a file) and cannot be used. */
export class ConfigError extends CodedError<ConfigFault> {
  override name = "ConfigError";
  readonly code = "config";
  /** Where the value stands, as a path in the experiment: `arms[1].forks[0].site`. */
  readonly path: string;

  constructor(path: string, expected: Expected, got: unknown) {
    // Keys of a link become parts of paths, so a path is untrusted text, too.
    super({ code: "expected", path: cleanText(path, MAX_PATH), expected, got: foundOf(got) });
    this.path = this.fault.path;
  }
}

const MAX_PATH = 80;
const MAX_SHOWN = 48;

/** A short, safe rendering of an untrusted value: never longer than 48 characters, no control characters. */
export function foundOf(value: unknown): Found {
  if (value === undefined) return { code: "nothing" };
  if (Array.isArray(value)) return { code: "list", length: value.length };
  if (typeof value === "object" && value !== null) return { code: "object" };
  return { code: "shown", text: shown(value) };
}

function shown(value: unknown): string {
  if (typeof value === "string") return quoted(value);
  return typeof value === "number" || typeof value === "boolean" || value === null ? String(value) : typeof value;
}

function quoted(text: string): string {
  // Quotes and backslashes take two characters each, so the text is cut until its quoted form fits.
  for (let limit = MAX_SHOWN - 2; limit > 1; limit -= 1) {
    const shown = JSON.stringify(cleanText(text, limit));
    if (shown.length <= MAX_SHOWN) return shown;
  }
  return '"…"';
}
