/**
 * A Ray cluster of two nodes on this machine, for the tests: the real daemons, each with one processor.
 */
import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, readdirSync, readlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { softwareDriver } from "./vulkan.mjs";

/**
 * Starts the daemons.
 *
 * @param {string} python one that has Ray
 * @param {string} folder empty, nobody else's and of a short name: sockets stand in it
 * @param {number} port a free one
 * @returns {Promise<{ address: string, env: Record<string, string>, workers: () => { worker: number, node: number, cell: string }[], stop: () => void }>}
 *   where it answers; what whoever asks it needs in the environment; the workers that train, the processes that they have started and the cells that these train; and its end.
 */
export async function startRay(python, folder, port) {
  const ray = join(dirname(python), "ray");
  const address = `127.0.0.1:${port}`;
  // Nobody else on this machine is to give it work.
  const env = { RAY_AUTH_MODE: "token", RAY_AUTH_TOKEN: randomBytes(32).toString("hex") };
  const common = ["--num-cpus=1", "--object-store-memory=80000000", "--disable-usage-stats"];
  const nodes = [
    [
      "start",
      "--head",
      "--node-ip-address=127.0.0.1",
      `--port=${port}`,
      "--include-dashboard=false",
      `--temp-dir=${folder}`,
      "--num-gpus=0",
    ],
    // The one that has a graphics card to give: the driver in software, where there is no other.
    ["start", `--address=${address}`, "--node-ip-address=127.0.0.1", "--num-gpus=1"],
  ].map((args) => ({ args: [...args, ...common, "--block"], heard: "" }));
  /** @type {import("node:child_process").ChildProcess[]} */
  const running = [];
  const stop = () => {
    for (const { pid } of running) if (pid !== undefined) endGroup(pid);
  };
  try {
    for (const [index, node] of nodes.entries()) {
      const driver = softwareDriver();
      const own = { ...process.env, ...env, ...(driver === undefined ? {} : { VK_DRIVER_FILES: driver }) };
      const child = spawn(ray, node.args, { env: own, detached: true, stdio: "pipe" });
      running.push(child);
      for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (node.heard += String(chunk)));
      await until(`Ray's node ${index + 1}`, () => {
        if (child.exitCode !== null) throw new Error(`ray ${node.args.join(" ")} ended: ${node.heard.slice(-1000)}`);
        return node.heard.includes("Ray runtime started");
      });
    }
  } catch (error) {
    stop();
    throw error;
  }
  return { address, env, stop, workers: () => workersIn(folder) };
}

/** @param {string} folder */
function workersIn(folder) {
  return readdirSync("/proc").flatMap((name) => {
    try {
      if (!/^\d+$/.test(name) || !readlinkSync(`/proc/${name}/cwd`).startsWith(folder)) return [];
      const command = readFileSync(`/proc/${name}/cmdline`, "utf8").split("\0");
      const cell = command[command.indexOf("--cells") + 1];
      const [, worker] = /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${name}/status`, "utf8")) ?? [];
      if (!command.includes("--cells") || cell === undefined) return [];
      return [{ worker: Number(worker), node: Number(name), cell }];
    } catch {
      // It has ended.
      return [];
    }
  });
}

/** @param {number} pid */
export const isRunning = (pid) =>
  existsSync(`/proc/${pid}`) && !/^State:\s*Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));

/** @param {number} leader */
function endGroup(leader) {
  // Asked to, a node ends its own; some of them have groups of their own.
  try {
    process.kill(leader, "SIGTERM");
    for (let waited = 0; waited < 50 && isRunning(leader); waited += 1) spawnSync("sleep", ["0.1"]);
    process.kill(-leader, "SIGKILL");
  } catch {
    // It has ended.
  }
}

/**
 * @param {string} what
 * @param {() => boolean} holds
 */
export async function until(what, holds) {
  for (let waited = 0; !holds(); waited += 1) {
    if (waited > 1200) throw new Error(`${what}: waited for a minute in vain`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
