import { EngineDevice } from "../../src/engine/device";
import { createCompiledExecutor } from "../../src/engine/compiled/compiledExecutor";
import type { GoldenEngine } from "../../src/engine/golden/engines";
import { describeNetworks } from "../../src/engine/testing/goldenNetworks";
import { softwareDriver } from "../vulkan.mjs";
import { openNodeDevice } from "./nodeGpu";

// The compiled engine without a browser: Dawn looks for its driver when the first device is asked for.
const driver = softwareDriver();
if (driver !== undefined) process.env["VK_DRIVER_FILES"] ??= driver;

const inNode = (kind: "software" | "gpu"): GoldenEngine => ({
  title: `compiled webgpu in Node, the kernels for ${kind === "gpu" ? "cards" : "software"}`,
  open: async () => {
    const { gpu, adapter } = await openNodeDevice();
    const device = new EngineDevice(gpu, { ...adapter, kind });
    return (plan) => createCompiledExecutor(plan, device, undefined, { poison: true });
  },
});

describeNetworks([inNode("software"), inNode("gpu")], console.log);
