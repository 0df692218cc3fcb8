/**
 * A SLURM cluster of one node, for the tests: the real daemons, with a configuration and a state of their own in a folder.
 *
 * On Debian as root the package slurm-wlm is installed where it is missing.
 */
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { cpus, hostname } from "node:os";
import { join } from "node:path";

const NEEDED = ["munged", "slurmctld", "slurmd", "sbatch"];
/** Seconds until the node must have answered. */
const PATIENCE = 60;

/** @throws {Error} saying how to get what is missing. */
export function ensureSlurm() {
  const missing = () => NEEDED.filter((name) => spawnSync("which", [name], { stdio: "ignore" }).status !== 0);
  if (missing().length === 0) return;
  if (existsSync("/etc/debian_version") && process.getuid?.() === 0) {
    console.log("slurm: installing slurm-wlm");
    run("apt-get", ["install", "--yes", "--quiet", "slurm-wlm", "munge"]);
  }
  const left = missing();
  if (left.length > 0) throw new Error(`slurm: ${left.join(", ")} not found; as root on Debian slurm-wlm is installed`);
}

/**
 * Starts the daemons.
 *
 * @param {string} folder empty, and nobody else's.
 * @param {number} port the first of two that are free.
 * @returns {Promise<{ env: Record<string, string>, stop: () => void }>} what commands need in their environment.
 */
export async function startSlurm(folder, port) {
  const at = (/** @type {string} */ name) => join(folder, name);
  for (const name of ["state", "spool", "run"]) mkdirSync(at(name), { recursive: true });
  chmodSync(folder, 0o755);
  writeFileSync(at("munge.key"), randomBytes(1024), { mode: 0o400 });
  const host = hostname().split(".")[0] ?? "localhost";
  writeFileSync(
    at("slurm.conf"),
    [
      "ClusterName=forklab",
      `SlurmctldHost=${host}(127.0.0.1)`,
      "SlurmUser=root",
      "AuthType=auth/munge",
      `AuthInfo=socket=${at("run/munge.sock")}`,
      "CredType=cred/munge",
      `SlurmctldPort=${port}`,
      `SlurmdPort=${port + 1}`,
      `StateSaveLocation=${at("state")}`,
      `SlurmdSpoolDir=${at("spool")}`,
      `SlurmctldPidFile=${at("run/slurmctld.pid")}`,
      `SlurmdPidFile=${at("run/slurmd.pid")}`,
      `SlurmctldLogFile=${at("slurmctld.log")}`,
      `SlurmdLogFile=${at("slurmd.log")}`,
      "ProctrackType=proctrack/linuxproc",
      "TaskPlugin=task/none",
      "JobAcctGatherType=jobacct_gather/none",
      "SelectType=select/cons_tres",
      "SelectTypeParameters=CR_Core",
      "ReturnToService=2",
      "KillWait=1",
      `NodeName=${host} NodeAddr=127.0.0.1 CPUs=${cpus().length} State=UNKNOWN`,
      "PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP",
      "",
    ].join("\n"),
  );
  const env = { SLURM_CONF: at("slurm.conf") };
  const stop = () => {
    for (const name of ["slurmd.pid", "slurmctld.pid", "munged.pid"]) {
      const file = at(`run/${name}`);
      if (existsSync(file)) endProcess(Number(readFileSync(file, "utf8")));
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  };
  try {
    run("munged", [
      "--force",
      `--key-file=${at("munge.key")}`,
      `--socket=${at("run/munge.sock")}`,
      `--pid-file=${at("run/munged.pid")}`,
      `--log-file=${at("munged.log")}`,
      `--seed-file=${at("seed")}`,
    ]);
    run("slurmctld", ["-c"], env);
    run("slurmd", [], env);
    for (let waited = 0; ; waited += 1) {
      const { stdout } = spawnSync("sinfo", ["--noheader", "--format=%T"], {
        env: { ...process.env, ...env },
        encoding: "utf8",
      });
      if (/^(idle|mixed|allocated)/.test(stdout)) break;
      if (waited >= PATIENCE) throw new Error(`slurm: the node does not answer: ${stdout.trim()}`);
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  } catch (error) {
    stop();
    throw error;
  }
  return { env, stop };
}

/**
 * Ends a daemon and waits until it has written its last file.
 *
 * @param {number} id
 */
function endProcess(id) {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  try {
    process.kill(id);
    for (let waited = 0; waited < 50; waited += 1) {
      process.kill(id, 0);
      Atomics.wait(pause, 0, 0, 200);
    }
    process.kill(id, "SIGKILL");
  } catch {
    // It has ended.
  }
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 */
function run(command, args, env = {}) {
  const { status, error, stderr } = spawnSync(command, args, {
    env: { ...process.env, ...env },
    stdio: ["ignore", "ignore", "pipe"],
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`slurm: ${command} failed: ${error?.message ?? stderr.trim()}`);
}
