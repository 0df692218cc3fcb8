import { expect, test } from "vitest";
import { lifetimes, TransientPool, type Toucher } from "./lifetimes";
import { Arena, transient, type Region } from "./region";

/** Something that touches regions; what it computes does not matter here. */
function touch(...regions: readonly Region[]): Toucher {
  return { regions };
}

test("a transient lives from its first to its last dispatch; arenas have no lifetime", () => {
  const [a, b] = [transient("a", 4), transient("b", 4)];
  const fixed = new Arena("arena").slot("x", 4);
  const spans = lifetimes([touch(a, fixed), touch(b, a), touch(b, fixed)]);
  expect(spans.get(a)).toEqual([0, 1]);
  expect(spans.get(b)).toEqual([1, 2]);
  expect(spans.has(fixed)).toBe(false);
});

test("a chain of equal tensors needs two slots, and a long-lived one a third", () => {
  const chain = Array.from({ length: 6 }, (_, index) => transient(`t${index}`, 100));
  const long = transient("long", 100);
  const dispatches = chain.map((region, index) => touch(region, chain[index - 1] ?? region));
  const pool = new TransientPool();
  pool.plan([touch(long), ...dispatches, touch(long)]);
  expect(pool.words).toBe(300);
});

test("two transients that are alive together never share a slot", () => {
  const regions = Array.from({ length: 12 }, (_, index) => transient(`r${index}`, 16 * (1 + (index % 5))));
  const dispatches = regions.flatMap((region, index) => {
    const other = regions[(index * 7 + 3) % regions.length] ?? region;
    return [touch(region, other), touch(other, region)];
  });
  const places = new TransientPool().plan(dispatches);
  const spans = [...lifetimes(dispatches)];
  for (const [a, [firstA, lastA]] of spans) {
    for (const [b, [firstB, lastB]] of spans) {
      if (a !== b && firstA <= lastB && firstB <= lastA) expect(places.get(a)).not.toBe(places.get(b));
    }
  }
});

test("a second program takes the first one's slots; made memory does not grow", () => {
  const pool = new TransientPool();
  const made = new Map<number, number>();
  const place = (list: readonly Toucher[]): void => {
    for (const slot of pool.plan(list).values()) made.set(slot, pool.make(slot));
  };
  place([touch(transient("a", 100)), touch(transient("b", 50))]);
  place([touch(transient("c", 90))]);
  expect([...made]).toEqual([[0, 100]]);
  place([touch(transient("d", 200))]);
  expect([...made.values()]).toEqual([100, 200]);
  expect(pool.words).toBe(300);
});
