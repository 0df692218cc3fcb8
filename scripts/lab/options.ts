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
  const positional: string[] = [];
  const values = new Map<string, string>();
  const problems: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? "";
    if (!arg.startsWith("--")) {
      positional.push(arg);
      continue;
    }
    const equals = arg.indexOf("=");
    const name = arg.slice(2, equals < 0 ? undefined : equals);
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
    if (spec === undefined) {
      problems.push(
        `--${name} is not an option; there are ${Object.keys(specs)
          .map((each) => `--${each}`)
          .join(", ")}`,
      );
    } else if (!spec.takesValue) {
      if (equals >= 0) problems.push(`--${name} takes no value`);
      values.set(name, "");
    } else if (equals >= 0) values.set(name, arg.slice(equals + 1));
    else {
      const value = args[index + 1];
      if (value === undefined || value.startsWith("--")) problems.push(`--${name} needs a value`);
      else {
        values.set(name, value);
        index += 1;
      }
    }
  }
  return { positional, values, problems };
}
