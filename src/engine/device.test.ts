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
  expect(() => device.createBuffer("momentum", 2 ** 27 + 4, 0)).toThrow(
    expect.objectContaining({ fault: { code: "tooLarge", what: "momentum", bytes: 2 ** 27 + 16, limit: 2 ** 27 } }),
  );
});

it("takes everything down that lives on it, once, and refuses afterwards", async () => {
  const { gpu, lose } = fakeDevice();
  const device = new EngineDevice(gpu, facts);
  const released: string[] = [];
  device.host({ release: (fault) => void released.push(`a ${fault?.code}`) });
  const leave = device.host({ release: () => void released.push("b") });
  leave();
  lose("gone");
  expect((await device.lost).fault).toEqual({ code: "deviceGone", told: "gone" });
  expect(released).toEqual(["a device-lost"]);
  device.dispose();
  expect(released).toHaveLength(1);
  expect(() => device.createBuffer("late", 16, 0)).toThrow(device.fault?.message);
});

/** A browser whose WebGPU answers as told: one entry for each time that an adapter is asked for. */
function browser(...answers: (() => Promise<unknown>)[]): void {
  let asked = 0;
  vi.stubGlobal("isSecureContext", true);
  vi.stubGlobal("navigator", { gpu: { requestAdapter: () => (answers[asked++] ?? never)() } });
}
const never = (): Promise<never> => new Promise(() => undefined);

function adapterWith(info: object | undefined, requestDevice = () => Promise.resolve(fakeDevice().gpu)) {
  return { ...(info && { info }), features: new Set(), limits: {}, requestDevice };
}

it("takes an adapter of which the browser tells nothing", async () => {
  browser(() => Promise.resolve(adapterWith(undefined)));
  const { adapter } = await openDevice();
  expect(adapter).toEqual({ vendor: "", architecture: "", name: "", isFallback: false, kind: "gpu" });
  browser(() => Promise.resolve({ ...adapterWith(undefined), isFallbackAdapter: true }));
  expect((await openDevice()).adapter.kind).toBe("software");
});

it("asks once more where a browser has no adapter for a moment, or refuses a device once", async () => {
  const info = { vendor: "v", architecture: "a", description: "" };
  browser(
    () => Promise.resolve(null),
    () => Promise.resolve(adapterWith(info)),
  );
  expect((await openDevice()).adapter.name).toBe("v a");
  browser(
    () => Promise.resolve(adapterWith(info, () => Promise.reject(new Error("busy")))),
    () => Promise.resolve(adapterWith(info)),
  );
  expect((await openDevice()).adapter.name).toBe("v a");
});

it("does not wait for ever, and closes a device that comes too late", async () => {
  vi.useFakeTimers();
  try {
    let answer: (device: GPUDevice) => void = () => undefined;
    const { gpu } = fakeDevice();
    const destroyed = vi.spyOn(gpu, "destroy");
    const late = adapterWith({}, () => new Promise<GPUDevice>((resolve) => (answer = resolve)));
    browser(() => Promise.resolve(late), never);
    const refused = refusal();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await refused).toMatchObject({ fault: { code: "noAnswer", seconds: 15 } });
    answer(gpu);
    await vi.advanceTimersByTimeAsync(0);
    expect(destroyed).toHaveBeenCalledOnce();
  } finally {
    vi.useRealTimers();
  }
});
