import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createPacer, type Pacer } from "./pace";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const now = (): number => performance.now();

/** Takes steps that cost nothing for some time. @returns when each was over, in milliseconds. */
async function stepsIn(pacer: Pacer, ms: number, isWaiting = () => true): Promise<readonly number[]> {
  const began = now();
  const over: number[] = [];
  const run = async (): Promise<void> => {
    while (now() - began < ms) {
      await pacer.afterStep(isWaiting);
      over.push(now() - began);
      if (over.length > 10_000) return;
    }
  };
  const running = run();
  await vi.advanceTimersByTimeAsync(ms);
  await running;
  return over;
}

it("lets so many steps pass in a second", async () => {
  expect(await stepsIn(createPacer(now, 4), 1000)).toEqual([250, 500, 750, 1000]);
});

it("holds nobody back without a pace", async () => {
  const pacer = createPacer(now);
  for (let step = 0; step < 100; step += 1) await pacer.afterStep(() => true);
  expect(vi.getTimerCount()).toBe(0);
});

it("counts what a step takes: one that is slower than its pace waits for nothing", async () => {
  const pacer = createPacer(now, 10);
  const first = pacer.afterStep(() => true);
  await vi.advanceTimersByTimeAsync(100);
  await first;
  await vi.advanceTimersByTimeAsync(5000);
  let over = false;
  void pacer.afterStep(() => true).then(() => (over = true));
  await vi.advanceTimersByTimeAsync(0);
  expect(over).toBe(true);
});

it("obeys another pace at once, while a step waits", async () => {
  const pacer = createPacer(now, 0.01);
  let over = false;
  void pacer.afterStep(() => true).then(() => (over = true));
  await vi.advanceTimersByTimeAsync(1000);
  expect(over).toBe(false);
  pacer.set(2);
  await vi.advanceTimersByTimeAsync(0);
  expect(over).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
  let free = false;
  pacer.set(0.01);
  void pacer.afterStep(() => true).then(() => (free = true));
  await vi.advanceTimersByTimeAsync(0);
  pacer.set(undefined);
  await vi.advanceTimersByTimeAsync(0);
  expect(free).toBe(true);
});

it("leaves no timer behind when whoever waits is woken for something else", async () => {
  const pacer = createPacer(now, 0.01);
  let waits = true;
  let over = false;
  void pacer.afterStep(() => waits).then(() => (over = true));
  pacer.wake();
  await vi.advanceTimersByTimeAsync(0);
  // Nothing has changed: it goes on waiting.
  expect(over).toBe(false);
  waits = false;
  pacer.wake();
  await vi.advanceTimersByTimeAsync(0);
  expect([over, vi.getTimerCount()]).toEqual([true, 0]);
});
