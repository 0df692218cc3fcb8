/** Where a command writes: given, so that tests can look. */
export interface Io {
  /** Results, a line at a time. */
  out(line: string): void;
  /** Progress and complaints. */
  err(line: string): void;
}

/** One command of `npm run lab -- <name> …`. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What follows the name, with every option explained; several lines. */
  readonly usage: string;
  /** @returns the exit status: 0 done, 1 failed, 2 wrong arguments */
  run(args: string[], io: Io): Promise<number>;
}
