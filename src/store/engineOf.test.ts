import { expect, test } from "vitest";
import { ENGINE_CHOICES } from "../protocol/engineChoice";
import type { EngineRecord } from "../protocol/event";
import { engineOf } from "./engineOf";

const records: readonly EngineRecord[] = [
  { engine: "compiled", backend: "webgpu", adapter: "x" },
  { engine: "wasm", backend: "cpu", adapter: "" },
  { engine: "tfjs", backend: "webgpu", adapter: "x" },
  { engine: "tfjs", backend: "webgl", adapter: "" },
  { engine: "tfjs", backend: "cpu", adapter: "" },
];

test("what a run was made on is chosen again where it can be had, each engine by its own name", () => {
  const chosen = records.map((record) => engineOf(record, ENGINE_CHOICES));
  expect(new Set(["auto", ...chosen])).toEqual(new Set(ENGINE_CHOICES));
  expect(records.map((record) => engineOf(record, ["auto"]))).toEqual(records.map(() => "auto"));
  expect(engineOf(undefined, ENGINE_CHOICES)).toBe("auto");
});
