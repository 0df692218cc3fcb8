import { spawnSync } from "node:child_process";

export const root = new URL("..", import.meta.url).pathname;

interface Answer {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs `npm run lab` on the production build that the specs use. */
export const lab = (...args: string[]): Answer => labIn({}, ...args);

/** @param env what the program finds in its environment besides. */
export function labIn(env: { readonly [name: string]: string }, ...args: string[]): Answer {
  const { status, stdout, stderr } = spawnSync("node", ["scripts/lab.mjs", ...args], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
  return { status, out: stdout, err: stderr };
}
