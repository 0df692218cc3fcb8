import { afterEach, describe, expect, it } from "vitest";
import { inputAt } from "../testing/executor.contract";
import { batchOf, crossEntropies, planOf, SCOPE, smallNetwork } from "../testing/smallNetwork";
import { describeWasmExecutor } from "../testing/wasm.contract";
import { kernelModule } from "./kernelModule";
import { ArmWorkers } from "./remote/armWorkers";
import type { ArmPort, FromArms, ToArms } from "./remote/messages";
import { serveExecutors } from "./remote/serveExecutors";
import { WasmExecutor } from "./wasmExecutor";

const module = await kernelModule();

describe("in this thread", () => {
  describeWasmExecutor(async (wanted, options) => new WasmExecutor(wanted, module, options));

  it("takes no more memory after a thousand steps than after one of each kind", async () => {
    const graph = smallNetwork([6, 6, 3], 4, (builder) => ({
      main: builder.convNorm(SCOPE, "1", "input", { filters: 5, kernel: 3 }, "relu"),
    }));
    const small = planOf(graph, crossEntropies(graph), 4);
    const executor = new WasmExecutor(small, module);
    const each = async (step: number): Promise<void> => {
      await executor.step(inputAt(step, small));
      await executor.evaluate(batchOf(small).images);
      await executor.gradients(batchOf(small), Float32Array.of(1), step);
      await executor.restore(await executor.snapshot());
    };
    await each(0);
    const { bytes } = executor.cost;
    for (let step = 1; step < 1000; step += 1) await each(step);
    expect(executor.cost.bytes).toBe(bytes);
  });
});

describe("behind messages", () => {
  const channels: MessageChannel[] = [];
  afterEach(() => {
    for (const { port1, port2 } of channels.splice(0)) {
      port1.close();
      port2.close();
    }
  });

  /** Both ends in one thread: messages are copied and come later, as between threads. */
  function openChannel(): ArmPort {
    const channel = new MessageChannel();
    channels.push(channel);
    const { port1, port2 } = channel;
    const take = serveExecutors((message) => port2.postMessage(message));
    port2.onmessage = ({ data }: MessageEvent<ToArms>) => take(data);
    return {
      post: (message) => port1.postMessage(message),
      listen(onMessage) {
        port1.onmessage = ({ data }: MessageEvent<FromArms>) => onMessage(data);
      },
      close: () => port1.close(),
    };
  }

  describeWasmExecutor((wanted) => new ArmWorkers(module, { open: openChannel, cores: 2 }).create(wanted));
});
