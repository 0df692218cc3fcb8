import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { takeLock } from "./locks";

/** Web Locks of one page, as `request(name, { ifAvailable: true }, use)` has them. */
function lockManager() {
  const held = new Set<string>();
  const request = async (name: string, _options: unknown, use: (lock: object | null) => unknown): Promise<void> => {
    if (held.has(name)) {
      await use(null);
      return;
    }
    held.add(name);
    await use({ name });
    held.delete(name);
  };
  return { request };
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("navigator", { locks: lockManager() });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("a lock has one holder, and another name another one", async () => {
  const release = await takeLock("run/1");
  expect(release).toBeTypeOf("function");
  expect(await takeLock("run/2")).toBeTypeOf("function");
  const second = takeLock("run/1");
  await vi.runAllTimersAsync();
  expect(await second).toBeUndefined();
});

it("is waited for as long as a page takes to give it back", async () => {
  const release = await takeLock("run/1");
  const second = takeLock("run/1");
  await vi.advanceTimersByTimeAsync(350);
  release?.();
  await vi.runAllTimersAsync();
  expect(await second).toBeTypeOf("function");
});

it("tells a browser that refuses locks", async () => {
  const request = () => Promise.reject(new DOMException("blocked", "SecurityError"));
  vi.stubGlobal("navigator", { locks: { request } });
  await expect(takeLock("run/1")).rejects.toThrow("blocked");
});
