import "fake-indexeddb/auto";
import { openDB } from "idb";
import { expect, it } from "vitest";
import { smallData } from "../experiment/presets";
import { entryOf } from "../record/libraryEntry";
import { newRun } from "../record/runRecord";
import { openRunIndex } from "./runIndex";

const entry = (id: string, created: number) =>
  entryOf(newRun(id, smallData), { number: created, created, agent: "Chrome 1" });

it("keeps entries, newest first, and leaves alone what it cannot read", async () => {
  const index = await openRunIndex(() => undefined, "kept");
  await index.put(entry("a-1", 1));
  await index.put(entry("b-2", 2));
  await index.put({ ...entry("a-1", 1), name: "again" });
  index.close();
  const raw = await openDB("kept", 1);
  await raw.put("runs", { id: "c-3", from: "a later version" });
  raw.close();
  const next = await openRunIndex(() => undefined, "kept");
  expect((await next.all()).map(({ id, name }) => `${id} ${name}`)).toEqual(["b-2 ", "a-1 again"]);
  await next.remove("b-2");
  expect(await next.all()).toHaveLength(1);
  next.close();
  expect(await (await openDB("kept", 1)).count("runs")).toBe(2);
});

it("writes what is new and leaves the rest as another tab wrote it", async () => {
  const index = await openRunIndex(() => undefined, "shared");
  await index.put(entry("a-1", 1), ["step"]);
  await index.put({ ...entry("a-1", 1), name: "from there\u202e" }, ["name"]);
  await index.put({ ...entry("a-1", 1), step: 7, name: "stale" }, ["step"]);
  expect(await index.all()).toMatchObject([{ step: 7, name: "from there" }]);
  index.close();
});

it("gives way to a newer version of the page", async () => {
  let gone = 0;
  await openRunIndex(() => (gone += 1), "moved");
  const newer = await openDB("moved", 2);
  expect(gone).toBe(1);
  newer.close();
});
