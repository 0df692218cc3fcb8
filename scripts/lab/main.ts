import type { Command, Io } from "./command";
import { commands } from "./commands";
import { inputFault } from "./inputError";
import { program } from "./packed";

const console_: Io = {
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
};

/** Who reads no further, as `head` does, has seen enough; that is no fault. */
function endWithReader(error: NodeJS.ErrnoException): never {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
}

/** Runs the command that the arguments name and returns the exit status; 2 when they name none. */
export async function main(args: readonly string[], io: Io = console_, known = commands): Promise<number> {
  if (io === console_ && process.stdout.listenerCount("error") === 0) process.stdout.on("error", endWithReader);
  const [name, ...rest] = args;
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    const topic = name === "help" ? known.find((command) => command.name === rest[0]) : undefined;
    io.out(topic ? describe(topic) : overview(known));
    return name === undefined ? 2 : 0;
  }
  const command = known.find((candidate) => candidate.name === name);
  if (!command) {
    io.err(`lab: there is no command ${JSON.stringify(name)}; ${listNames(known)}`);
    return 2;
  }
  if (rest.includes("--help") || rest.includes("-h")) {
    io.out(describe(command));
    return 0;
  }
  try {
    return await command.run(rest, io);
  } catch (error) {
    const fault = inputFault(error);
    if (fault === undefined) throw error;
    io.err(`lab ${name}: ${fault}`);
    return 1;
  }
}

function overview(known: readonly Command[]): string {
  const width = Math.max(0, ...known.map(({ name }) => name.length));
  const lines = known.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return [
    `${program()} <command> [options]`,
    "",
    ...(lines.length > 0 ? lines : ["  (no commands yet)"]),
    "",
    `${program()} <command> --help explains one command.`,
  ].join("\n");
}

function describe({ name, summary, usage }: Command): string {
  return `${program()} ${name} ${usage.trim()}\n\n${summary}`;
}

function listNames(known: readonly Command[]): string {
  return known.length > 0 ? `known: ${known.map(({ name }) => name).join(", ")}` : "none exists yet";
}
