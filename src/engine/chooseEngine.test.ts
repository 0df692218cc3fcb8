import { describe, expect, it } from "vitest";
import type { EngineName } from "../protocol/engineChoice";
import type { EngineRecord, Reason } from "../protocol/event";
import { FaultError } from "../protocol/faultError";
import { chooseEngine, type ChoiceOptions } from "./chooseEngine";
import type { Engine } from "./engine";
import { timingWork } from "./timeEngine";

const records: { readonly [Name in EngineName]: EngineRecord } = {
  compiled: { engine: "compiled", backend: "webgpu", adapter: "x" },
  wasm: { engine: "wasm", backend: "cpu", adapter: "" },
  "tfjs-webgpu": { engine: "tfjs", backend: "webgpu", adapter: "x" },
  "tfjs-webgl": { engine: "tfjs", backend: "webgl", adapter: "" },
  "tfjs-cpu": { engine: "tfjs", backend: "cpu", adapter: "" },
};

const noAdapter: Reason = { code: "noAdapter" };
const noVectors: Reason = { code: "noVectors" };
const noMemory: Reason = { code: "memoryRefused", bytes: 9 };

interface Machine {
  /** Milliseconds per step, or why it does not start. */
  readonly engines: { readonly [Name in EngineName]?: number | Reason };
  readonly card?: boolean;
  /** Arms that the engine in WebAssembly computes side by side. */
  readonly cores?: number;
  readonly name?: string;
}

/** Chooses on a machine that is described, and says what happened to it. */
async function choose({ engines, card = false, name = "m", cores }: Machine, options: ChoiceOptions = {}) {
  const opened: EngineName[] = [];
  const timed: EngineName[] = [];
  const alive = new Set<EngineName>();
  const opener = {
    open(engine: EngineName, why?: Reason): Promise<Engine> {
      opened.push(engine);
      const speed = engines[engine];
      if (typeof speed !== "number") return Promise.reject(new FaultError(speed ?? { code: "deviceDisposed" }));
      alive.add(engine);
      return Promise.resolve({
        record: { ...records[engine], ...(why === undefined ? {} : { why }) },
        software: !card || engine !== "compiled",
        augments: true,
        ...(cores === undefined || engine !== "wasm" ? {} : { armsAtOnce: cores }),
        fault: () => undefined,
        create: () => Promise.reject(new Error("nothing trains here")),
        dispose: () => void alive.delete(engine),
      });
    },
    time({ record }: Engine): Promise<number> {
      const engine = record.engine === "tfjs" ? "tfjs-cpu" : record.engine;
      timed.push(engine);
      return Promise.resolve(Number(engines[engine]));
    },
    machine: () => Promise.resolve(name),
  };
  const engine = await chooseEngine(opener, options);
  return { engine, opened, timed, alive: [...alive] };
}

describe("the default engine", () => {
  it("is the faster one, whichever that is, and the other one is closed", async () => {
    const slowCard = await choose({ engines: { compiled: 20, wasm: 90 }, card: true });
    expect([slowCard.engine.record.engine, slowCard.alive]).toEqual(["compiled", ["compiled"]]);
    const { engine, timed, alive } = await choose({ engines: { compiled: 90, wasm: 12 } });
    expect([engine.record, alive]).toEqual([records.wasm, ["wasm"]]);
    expect(timed).toEqual(["compiled", "wasm"]);
    expect(engine.trials).toEqual({
      machine: "m",
      multiplyAddsPerStep: timingWork(),
      trials: [
        { engine: "compiled", record: records.compiled, software: true, stepMs: 90 },
        { engine: "wasm", record: records.wasm, software: true, stepMs: 12 },
      ],
    });
  });

  it("is the one that trains two arms faster: a processor computes them side by side", async () => {
    const engines = { compiled: 20, wasm: 30 };
    const { trials, ...sideBySide } = (await choose({ engines, card: true, cores: 2 })).engine;
    expect(sideBySide.record.engine).toBe("wasm");
    expect(trials?.trials.map(({ armsAtOnce }) => armsAtOnce)).toEqual([undefined, 2]);
    const one = await choose({ engines, card: true, cores: 1 });
    expect(one.engine.record.engine).toBe("compiled");
    expect((await choose({ engines: { compiled: 20, wasm: 50 }, card: true, cores: 8 })).engine.record.engine).toBe(
      "compiled",
    );
    // What was found holds at the next visit, too.
    const again = await choose({ engines, card: true, cores: 2 }, trials && { known: trials });
    expect([again.engine.record.engine, again.timed]).toEqual(["wasm", []]);
  });

  it("is a graphics card that is clearly ahead, without another look", async () => {
    const { engine, opened } = await choose({ engines: { compiled: 1, wasm: 12 }, card: true });
    expect([engine.record.engine, opened]).toEqual(["compiled", ["compiled"]]);
    // The same speed without a card is a processor's, and another engine may be faster yet.
    expect((await choose({ engines: { compiled: 1, wasm: 0.5 } })).engine.record.engine).toBe("wasm");
  });

  it("is the one that works, and says why it is not the other one", async () => {
    const without = await choose({ engines: { compiled: noAdapter, wasm: 12 } });
    expect(without.engine.record).toEqual({ ...records.wasm, why: noAdapter });
    const old = await choose({ engines: { compiled: 90, wasm: noVectors } });
    expect(old.engine.record).toEqual(records.compiled);
    expect(old.engine.trials?.trials.at(-1)).toEqual({ engine: "wasm", why: noVectors });
  });

  it("is TensorFlow.js only where neither works", async () => {
    const { engine, opened } = await choose({ engines: { compiled: noAdapter, wasm: noVectors, "tfjs-cpu": 500 } });
    expect(engine.record).toEqual({ ...records["tfjs-cpu"], why: noAdapter });
    expect(opened).toEqual(["compiled", "wasm", "tfjs-webgpu", "tfjs-webgl", "tfjs-cpu"]);
    await expect(choose({ engines: {} })).rejects.toMatchObject({
      code: "no-engine",
      fault: { tried: opened.map((name) => ({ engine: name, why: { code: "deviceDisposed" } })) },
    });
  });

  it("of an earlier visit is opened without timing, as long as the machine is the same and it works", async () => {
    const machine = { engines: { compiled: 90, wasm: 12 } };
    const { trials } = (await choose(machine)).engine;
    if (trials === undefined) throw new Error("nothing was found out");
    const again = await choose(machine, { known: trials });
    expect([again.engine.record.engine, again.opened, again.timed]).toEqual(["wasm", ["wasm"], []]);
    expect(again.engine.trials).toBe(trials);
    const newCard = await choose({ engines: { compiled: 5, wasm: 12 }, card: true, name: "n" }, { known: trials });
    expect([newCard.engine.record.engine, newCard.timed]).toEqual(["compiled", ["compiled", "wasm"]]);
    const broken = await choose({ engines: { compiled: 90, wasm: noVectors } }, { known: trials });
    expect([broken.engine.record.engine, broken.engine.trials?.trials.length]).toEqual(["compiled", 2]);
  });

  it("passes over what had no room for a network, and says so", async () => {
    const machine = { engines: { compiled: 90, wasm: 12, "tfjs-cpu": 500 } };
    const passed = new Map<EngineName, Reason>([["wasm", noMemory]]);
    const { trials } = (await choose(machine)).engine;
    for (const options of [{ passed }, { passed, ...(trials && { known: trials }) }]) {
      const { engine, opened } = await choose(machine, options);
      expect(engine.record).toEqual({ ...records.compiled, why: noMemory });
      expect(opened).not.toContain("wasm");
    }
  });
});
