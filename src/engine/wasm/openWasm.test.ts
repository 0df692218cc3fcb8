import { expect, it } from "vitest";
import { passesSelfTest } from "../selfTest";
import { instantiate, kernelModule } from "./kernelModule";
import { openWasm } from "./openWasm";

it("the engine passes the start-up self-test", async () => {
  const engine = await openWasm();
  expect(await passesSelfTest(engine)).toBeUndefined();
  expect(engine.record).toEqual({ engine: "wasm", backend: "cpu", adapter: "" });
});

it("the module imports its memory alone: nothing of the host takes part in the arithmetic", async () => {
  const module = await kernelModule();
  expect(WebAssembly.Module.imports(module)).toEqual([{ module: "env", name: "memory", kind: "memory" }]);
});

it("a kernel that does not exist is named", async () => {
  const kernels = instantiate(await kernelModule(), new WebAssembly.Memory({ initial: 1 }));
  expect(() => kernels.find("convolution")).toThrow("the kernels have no function convolution");
});
