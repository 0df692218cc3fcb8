import { countCalls } from "./calls";
import type { Contender, OpenRequest, Round } from "../src/engine/benchmark/contender";
import { nativeTask } from "./nativeTask";
import { CHAINS } from "../src/engine/benchmark/network";
import { presetTask } from "../src/engine/benchmark/presetTask";
import { taskOf } from "../src/engine/benchmark/task";
import { timedRound } from "./timedRound";

let contender: Contender | undefined;

async function open({ contender: name, chain: key, rows }: OpenRequest): Promise<Contender> {
  const chain = CHAINS[key];
  if (chain === undefined) throw new Error(`no network ${key}`);
  switch (name) {
    case "compiled":
      return (await import("./contenders/compiled")).openCompiled(taskOf(chain, rows));
    case "wasm":
      return (await import("./contenders/wasm")).openWasm(taskOf(chain, rows));
    case "preset":
      return (await import("./contenders/compiled")).openCompiled(presetTask(rows));
    case "preset-wasm":
      return (await import("./contenders/wasm")).openWasm(presetTask(rows));
    case "jax-webgpu":
      return (await import("./contenders/jax")).openJax(chain, rows);
    case "tfjs-webgpu":
      return (await import("../src/engine/benchmark/stockTfjs")).openTfjs(chain, rows, "webgpu");
    case "tfjs-webgl":
      return (await import("../src/engine/benchmark/stockTfjs")).openTfjs(chain, rows, "webgl");
    case "tfjs-cpu":
      return (await import("../src/engine/benchmark/stockTfjs")).openTfjs(chain, rows, "cpu");
    default:
      return name satisfies never;
  }
}

function round(steps: number): Promise<Round> {
  if (contender === undefined) throw new Error("nothing is open");
  return timedRound(contender, steps);
}

type Request =
  | { readonly id: number; readonly do: "open"; readonly what: OpenRequest }
  | { readonly id: number; readonly do: "task"; readonly what: Omit<OpenRequest, "contender"> }
  | { readonly id: number; readonly do: "round"; readonly steps: number }
  | { readonly id: number; readonly do: "losses" | "report" };

async function answer(request: Request): Promise<unknown> {
  switch (request.do) {
    case "open":
      countCalls();
      contender = await open(request.what);
      return undefined;
    case "task": {
      const chain = CHAINS[request.what.chain];
      return chain === undefined ? undefined : nativeTask(chain, request.what.rows);
    }
    case "round":
      return round(request.steps);
    case "losses":
      return contender?.losses();
    case "report":
      return contender?.report?.();
    default:
      return request satisfies never;
  }
}

self.onmessage = ({ data }: MessageEvent<Request>): void => {
  answer(data).then(
    (value) => self.postMessage({ id: data.id, value }),
    (error: unknown) =>
      self.postMessage({ id: data.id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
};
