import { afterEach, expect, it, vi } from "vitest";
import { EngineDevice, openDevice, type AdapterFacts, type DeviceError } from "./device";

afterEach(() => vi.unstubAllGlobals());

const refusal = (): Promise<DeviceError> =>
  openDevice().then(
    () => Promise.reject(new Error("opened")),
    (e) => e as DeviceError,
  );

it("says why there is no device", async () => {
  vi.stubGlobal("navigator", {});
  vi.stubGlobal("isSecureContext", true);
  expect((await refusal()).code).toBe("no-webgpu");
  vi.stubGlobal("isSecureContext", false);
  expect((await refusal()).code).toBe("insecure");
  vi.stubGlobal("navigator", { gpu: { requestAdapter: () => Promise.resolve(null) } });
  expect((await refusal()).code).toBe("no-adapter");
});

const facts: AdapterFacts = { vendor: "", architecture: "", name: "", isFallback: false, kind: "gpu" };

/** A device that only knows its limits and how to be lost. */
function fakeDevice(): { gpu: GPUDevice; lose: (message: string) => void } {
  let lose: (message: string) => void = () => undefined;
  const lost = new Promise<GPUDeviceLostInfo>((resolve) => {
    lose = (message) => resolve({ reason: "unknown", message } as GPUDeviceLostInfo);
  });
  const gpu = {
    limits: { maxBufferSize: 2 ** 28, maxStorageBufferBindingSize: 2 ** 27 },
    lost,
    addEventListener: () => undefined,
    createBuffer: ({ size }: GPUBufferDescriptor) => ({ size }),
    destroy: () => lose("destroyed"),
  };
  return { gpu: gpu as unknown as GPUDevice, lose };
}

it("refuses a buffer over the limit before asking for it, with its size and advice", () => {
  const device = new EngineDevice(fakeDevice().gpu, facts);
  expect(device.createBuffer("small", 20, 0).size).toBe(32);
  expect(() => device.createBuffer("momentum", 2 ** 27 + 4, 0)).toThrow(/momentum needs 128 MiB.*smaller batch/);
});

it("takes everything down that lives on it, once, and refuses afterwards", async () => {
  const { gpu, lose } = fakeDevice();
  const device = new EngineDevice(gpu, facts);
  const released: string[] = [];
  device.host({ release: (fault) => void released.push(`a ${fault?.code}`) });
  const leave = device.host({ release: () => void released.push("b") });
  leave();
  lose("gone");
  expect((await device.lost).message).toContain("gone");
  expect(released).toEqual(["a device-lost"]);
  device.dispose();
  expect(released).toHaveLength(1);
  expect(() => device.createBuffer("late", 16, 0)).toThrow(device.fault?.message);
});
