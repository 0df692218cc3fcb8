/*
 * WebGPU without a browser: Dawn, the implementation that Chromium has, as the package `webgpu` brings it for Node. It finds
 * graphics cards by the system's own interface: a Vulkan driver on Linux, Direct3D on Windows, Metal on a Mac. What runs on it
 * is the page's own compiled engine with its own kernels.
 */
import { DeviceError, openDevice, type EngineDevice } from "../../src/engine/device";

/** What a program asks the page for, and what it is told where that is not there. */
const NO_PACKAGE = "WebGPU for Node (the package webgpu) could not be loaded";
const NO_DRIVER =
  process.platform === "linux"
    ? "WebGPU found no graphics card here. On Linux it needs the Vulkan loader (Debian: libvulkan1) and a driver: the card's own, " +
      "or a driver in software, whose description VK_DRIVER_FILES names (Debian's chromium brings one: " +
      "/usr/lib/chromium/vk_swiftshader_icd.json). --engine wasm needs neither"
    : "WebGPU found no graphics card here. --engine wasm needs none";

/** Dawn's own object; while it is held, its devices live. */
let held: Promise<GPU> | undefined;

/**
 * Opens the most powerful adapter that this machine offers to a program without a browser.
 * @throws Error saying what is missing: the package, the loader or a driver.
 */
export async function openNodeDevice(): Promise<EngineDevice> {
  held ??= dawn();
  const gpu = await held;
  try {
    return await openDevice(gpu);
  } catch (error) {
    if (error instanceof DeviceError && error.code === "no-adapter") throw new Error(NO_DRIVER, { cause: error });
    throw error;
  }
}

async function dawn(): Promise<GPU> {
  try {
    const { create, globals } = await import("webgpu");
    // Flags and classes that a browser has as globals: GPUBufferUsage, GPUMapMode, GPUOutOfMemoryError.
    for (const [name, value] of Object.entries(globals)) {
      if (!(name in globalThis)) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
    }
    return create([]);
  } catch (error) {
    const told = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    throw new Error(`${NO_PACKAGE}: ${told}`, { cause: error });
  }
}
