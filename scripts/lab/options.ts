import { parseArgs } from "node:util";

/** One option of a command: `--steps N` takes a value, `--resume` does not. */
export interface OptionSpec {
  readonly takesValue: boolean;
}

export interface ParsedOptions {
  readonly positional: readonly string[];
  readonly values: ReadonlyMap<string, string>;
  /** What is wrong with the arguments, in words; empty when nothing is. */
  readonly problems: readonly string[];
}

/** Splits arguments into positional ones and options; `--name=value` and `--name value` mean the same. */
export function parseOptions(args: readonly string[], specs: { readonly [name: string]: OptionSpec }): ParsedOptions {
  const options = Object.fromEntries(
    Object.entries(specs).map(([name, { takesValue }]) => [name, { type: takesValue ? "string" : "boolean" }] as const),
  );
  // Not strict: what Node says of an unknown option does not name those that there are.
  const { tokens, positionals } = parseArgs({ args: [...args], options, tokens: true, strict: false });
  const values = new Map<string, string>();
  const problems: string[] = [];
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    const { name, rawName, value, inlineValue = false } = token;
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
    if (spec === undefined) problems.push(`${rawName} is not an option; there are ${listed(specs)}`);
    else if (!spec.takesValue && value !== undefined) problems.push(`${rawName} takes no value`);
    else if (spec.takesValue && (value === undefined || (!inlineValue && value.startsWith("--"))))
      problems.push(`${rawName} needs a value`);
    else values.set(name, value ?? "");
  }
  return { positional: positionals, values, problems };
}

const listed = (specs: { readonly [name: string]: OptionSpec }): string =>
  Object.keys(specs)
    .map((name) => `--${name}`)
    .join(", ");
