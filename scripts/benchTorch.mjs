/**
 * Native PyTorch beside the browser, where a Python has it: bench/pytorch.py in a process of its own, asked by lines.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { join } from "node:path";
import { root } from "./setup.mjs";

/**
 * @param {(what: { chain: string, rows: number }) => Promise<import("../bench/nativeTask").NativeTask>} taskOf
 */
export function openTorch(taskOf) {
  /** @type {import("node:child_process").ChildProcessWithoutNullStreams | undefined} */
  let child;
  /** @type {AsyncIterator<string> | undefined} */
  let lines;
  /** @type {number[]} */
  let losses = [];

  /** @type {(line: object) => Promise<any>} */
  async function exchange(line) {
    if (child === undefined || lines === undefined) throw new Error("PyTorch is not open");
    child.stdin.write(`${JSON.stringify(line)}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error("no Python with PyTorch here (set PYTHON to one that has it)");
    return JSON.parse(value);
  }

  return {
    /**
     * Answers as a contender in the page does.
     * @param {any} request
     */
    async ask(request) {
      switch (request.do) {
        case "open": {
          child = spawn(process.env["PYTHON"] ?? "python3", [join(root, "bench/pytorch.py")]);
          child.on("error", () => {});
          child.stdin.on("error", () => {});
          lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
          losses = [];
          return exchange(await taskOf(request.what));
        }
        case "round": {
          const { losses: more, wallMs, cpuMs } = await exchange({ steps: request.steps });
          losses.push(...more);
          return { wallMs, cpuMs, encodeMs: wallMs, calls: {} };
        }
        case "losses":
          return losses;
        default:
          throw new Error(`PyTorch does not answer to ${request.do}`);
      }
    },
    async close() {
      if (child === undefined || child.exitCode !== null) return;
      child.stdin.end();
      await once(child, "exit");
    },
  };
}
