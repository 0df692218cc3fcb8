import { rollups, sum } from "d3-array";
import { costOf } from "../../graph/cost";
import { CARD_NETWORKS, type CardNetwork, type CardResult, type CardStage } from "../../protocol/cardSchema";
import { createCompiledExecutor, type CompiledExecutor } from "../compiled/compiledExecutor";
import { deviceTuner } from "../compiled/tuning/deviceTuner";
import { openDevice, type EngineDevice } from "../device";
import { browserOf } from "../machineName";
import { conv7 } from "./network";
import { fastestProfile, ownContender } from "./ownContender";
import { papersTask } from "./papersTask";
import { estimatePeak } from "./peak";
import { presetTask } from "./presetTask";
import { taskOf, type Task } from "./task";
import { timeSteps } from "./timeSteps";

/*
 * What a visitor's graphics card does with Forklab's kernels: its peak, a step of three networks, where the time of one of them
 * goes, and what TensorFlow.js as it comes takes for the first. About a minute where there is no card.
 */

const NETWORK_MS = 5000;
const STOCK_MS = 8000;
/** A network whose step would take longer, by the rate of the one before it, is left out. */
const LONGEST_STEP_MS = 4000;
const SAME_LOSSES = 3;
const LOSS_TOLERANCE = 1e-3;

const TASKS: { readonly [Name in CardNetwork]: () => Task } = {
  conv7: () => taskOf(conv7, 8),
  default: () => presetTask(64),
  resnet20: () => papersTask("resnet-20", 128),
};

export interface MeasureOptions {
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  readonly onStage: (stage: CardStage) => void;
}

/** @throws DeviceError where there is no WebGPU, or the device is lost meanwhile. */
export async function measureCard({ now, onStage }: MeasureOptions): Promise<CardResult> {
  onStage("open");
  const device = await openDevice();
  try {
    const { name, kind } = device.adapter;
    onStage("peak");
    const peak = await estimatePeak(device, now);
    const networks: CardResult["networks"][number][] = [];
    let families: CardResult["families"] = [];
    let losses: readonly number[] = [];
    let rate = Number.POSITIVE_INFINITY;
    for (const network of CARD_NETWORKS) {
      const task = TASKS[network]();
      const { batchSize: batch } = task.plan;
      const flop = 6 * batch * costOf(task.plan.graph, () => true).multiplyAdds;
      if (flop / rate > LONGEST_STEP_MS) {
        networks.push({ network, batch, flop });
        continue;
      }
      onStage(network);
      const executor = await createCompiledExecutor(task.plan, device, undefined, {
        tuner: deviceTuner(device, now),
      });
      try {
        const contender = ownContender(executor, task);
        const stepMs = await timeSteps(contender, now, NETWORK_MS);
        networks.push({ network, batch, flop, stepMs });
        rate = flop / stepMs;
        if (network === "conv7") losses = (await contender.losses()).slice(0, SAME_LOSSES);
        if (network === "default") {
          onStage("profile");
          families = await profileOf(device, executor);
        }
      } finally {
        executor.dispose();
      }
    }
    onStage("stock");
    const stockMs = await timeStock(losses, now);
    const browser = browserOf(globalThis.navigator.userAgent);
    return {
      adapter: name.slice(0, 120),
      software: kind === "software",
      browser: browser.slice(0, 120),
      peak,
      networks,
      families,
      ...(stockMs === undefined ? {} : { stockMs }),
    };
  } finally {
    device.dispose();
  }
}

/** Times by kernel family, the longest first; nothing without timestamps. */
async function profileOf(device: EngineDevice, executor: CompiledExecutor): Promise<CardResult["families"]> {
  if (!device.gpu.features.has("timestamp-query")) return [];
  const entries = await fastestProfile(() => executor.profile(), 3);
  return rollups(
    entries,
    (group) => ({ dispatches: group.length, ms: sum(group, ({ ms }) => Math.max(0, ms)) }),
    ({ family }) => family,
  )
    .map(([family, figures]) => ({ family, ...figures }))
    .sort((a, b) => b.ms - a.ms);
}

/** @param losses our own first ones: where stock TensorFlow.js finds others, the comparison is void. */
async function timeStock(losses: readonly number[], now: () => number): Promise<number | undefined> {
  try {
    const { openTfjs } = await import("./stockTfjs");
    const contender = await openTfjs(conv7, 8, "webgpu");
    const ms = await timeSteps(contender, now, STOCK_MS);
    const found = await contender.losses();
    const same = losses.every((loss, step) => Math.abs(loss - (found[step] ?? Number.NaN)) <= LOSS_TOLERANCE);
    return same ? ms : undefined;
  } catch {
    return undefined;
  }
}
