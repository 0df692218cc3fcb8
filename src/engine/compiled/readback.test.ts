import { expect, it, vi } from "vitest";
import { EngineDevice, type AdapterFacts } from "../device";
import { mapped } from "./readback";

const facts: AdapterFacts = { vendor: "", architecture: "", name: "", isFallback: false, kind: "gpu" };

/** A device on which a mapping is done once so many submits have come after it, or after a moment on the clock. */
function deviceThatLooksAfter(submits: number, momentMs: number) {
  let count = 0;
  let finish: () => void = () => undefined;
  const gpu = {
    lost: new Promise(() => undefined),
    addEventListener: () => undefined,
    queue: {
      submit(buffers: readonly GPUCommandBuffer[]) {
        expect(buffers).toEqual([]);
        count += 1;
        if (count === submits) finish();
      },
    },
  } as unknown as GPUDevice;
  const mapAsync = (): Promise<undefined> =>
    new Promise((resolve) => {
      finish = () => resolve(undefined);
      setTimeout(finish, momentMs);
    });
  vi.stubGlobal("GPUMapMode", { READ: 1 });
  return { gpu, buffer: { mapAsync } as unknown as GPUBuffer, count: () => count };
}

const as = (userAgent: string): void => {
  vi.stubGlobal("navigator", { userAgent });
};

it("makes a browser look that looks for finished work on a slow timer only", async () => {
  as("Mozilla/5.0 (Windows NT 10.0; rv:153.0) Gecko/20100101 Firefox/153.0");
  // The clock alone would take a minute.
  const { gpu, buffer, count } = deviceThatLooksAfter(3, 60_000);
  await mapped(new EngineDevice(gpu, facts), buffer);
  expect(count()).toBe(3);
});

it("submits nothing for it elsewhere", async () => {
  as("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36");
  const { gpu, buffer, count } = deviceThatLooksAfter(1, 20);
  await mapped(new EngineDevice(gpu, facts), buffer);
  expect(count()).toBe(0);
});
