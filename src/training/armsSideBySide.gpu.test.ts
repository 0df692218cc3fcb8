import { afterEach, describe, expect, it } from "vitest";
import type { Engine } from "../engine/engine";
import { openWasm } from "../engine/wasm/openWasm";
import { openBrowserPort } from "../engine/wasm/remote/browserPort";
import type { ArmPort, ToArms } from "../engine/wasm/remote/messages";
import { dhmArm, findPreset, plainArm, smallData } from "../experiment/presets";
import type { Experiment } from "../experiment/experiment";
import type { TrainEvent } from "../protocol/event";
import type { TrainEnvironment } from "./trainEnvironment";
import { train } from "./trainer";

const smoke = findPreset("smoke")?.experiment ?? smallData;
/** Measured often, and of three arms, so that two of them share a worker. */
const busy: Experiment = {
  ...smoke,
  arms: [...smoke.arms, plainArm("s1b1")].slice(0, 3),
  augmentation: { ...smoke.augmentation, shift: 1 },
  training: { ...smoke.training, budget: 24 },
  measure: { ...smoke.measure, evaluateEvery: 5, probeEvery: 7, ensemble: true },
};
const explosive: Experiment = {
  ...smoke,
  arms: [dhmArm(1, "s1b1"), plainArm("s1b1")],
  optimizer: { ...smoke.optimizer, lr: 10, decay: 1 } as Experiment["optimizer"],
  training: { ...smoke.training, schedule: "constant", warmup: 0 },
};

const opened: Engine[] = [];
afterEach(() => {
  for (const engine of opened.splice(0)) engine.dispose();
});

interface Workers {
  readonly openEngine: () => Promise<Engine>;
  /** All that were started, oldest first. */
  readonly ports: ArmPort[];
}

/** The engine over two workers, and a new one once a worker is gone. */
function sideBySide(): Workers {
  const ports: ArmPort[] = [];
  let engine: Engine | undefined;
  const open = (): ArmPort => {
    const port = openBrowserPort();
    ports.push(port);
    return port;
  };
  return {
    ports,
    async openEngine() {
      if (engine === undefined || engine.fault() !== undefined) {
        opened.push((engine = await openWasm(undefined, { open, cores: 2 })));
      }
      return engine;
    },
  };
}

async function run(
  experiment: Experiment,
  openEngine: () => Promise<Engine>,
  onEvent: (event: TrainEvent) => void = () => undefined,
  options: Partial<TrainEnvironment> = {},
): Promise<TrainEvent[]> {
  const events: TrainEvent[] = [];
  const signal = new AbortController().signal;
  for await (const event of train(experiment, { run: "r", now: () => 0, signal, openEngine, ...options })) {
    events.push(event);
    onEvent(event);
  }
  return events;
}

const oneAfterTheOther = (): Promise<Engine> => openWasm(undefined, null);

const measured = (events: readonly TrainEvent[]): TrainEvent[] =>
  events.filter(({ type }) => type !== "preparing" && type !== "restarted");

describe("arms side by side", () => {
  it("give the same events to the last bit, evaluations, probes and the reference probe included", async () => {
    const alone = await run(busy, oneAfterTheOther, undefined, { referenceProbe: true });
    const together = await run(busy, sideBySide().openEngine, undefined, { referenceProbe: true });
    expect(alone.at(-1)).toMatchObject({ type: "finished", reason: "completed", step: 24 });
    expect(alone.filter(({ type }) => type === "probe").length).toBeGreaterThan(4);
    expect(measured(together)).toEqual(measured(alone));
  });

  it("find the tensor with which a run diverged", async () => {
    const alone = await run(explosive, oneAfterTheOther);
    expect(alone.at(-1)).toMatchObject({ type: "finished", reason: "diverged" });
    expect(measured(await run(explosive, sideBySide().openEngine))).toEqual(measured(alone));
  });

  it("lose nothing when a worker dies: the run goes on from its newest state, with the same numbers", async () => {
    const alone = await run(busy, oneAfterTheOther);
    const { openEngine, ports } = sideBySide();
    let killed = false;
    const events = await run(
      busy,
      openEngine,
      (event) => {
        if (killed || event.type !== "step" || event.step !== 13) return;
        killed = true;
        ports.at(-1)?.post({ type: "none" } as unknown as ToArms);
      },
      { snapshotEvery: 5, onSnapshot: () => undefined },
    );
    const restart = events.find((event) => event.type === "restarted");
    expect(restart).toMatchObject({ error: { code: "device-lost", fault: { code: "armWorkerStopped" } } });
    expect(restart?.step).toBeGreaterThanOrEqual(8);
    const last = new Map(measured(events).map((event) => [`${event.type} ${event.step}`, event]));
    for (const event of measured(alone)) expect(last.get(`${event.type} ${event.step}`)).toEqual(event);
  });

  it("that die again and again end the run with the reason", async () => {
    const { openEngine, ports } = sideBySide();
    const events = await run(busy, openEngine, (event) => {
      if (event.type === "started") ports.at(-1)?.post({ type: "none" } as unknown as ToArms);
    });
    expect(events.filter(({ type }) => type === "restarted")).toHaveLength(3);
    expect(events.at(-1)).toMatchObject({ type: "failed", error: { fault: { code: "armWorkerStopped" } } });
  });

  it("leave the thread free: what waits for it has its turn between two steps", async () => {
    const turnsDuring = async (openEngine: () => Promise<Engine>): Promise<number> => {
      let turns = 0;
      let timer: ReturnType<typeof setTimeout> | undefined;
      const turn = (): void => {
        turns += 1;
        timer = setTimeout(turn);
      };
      await run(busy, openEngine, ({ type, step }) => {
        if (type === "step" && step === 1) timer = setTimeout(turn);
        if (type === "step" && step === 24) clearTimeout(timer);
      });
      return turns;
    };
    expect(await turnsDuring(oneAfterTheOther)).toBe(0);
    expect(await turnsDuring(sideBySide().openEngine)).toBeGreaterThan(3);
  });

  it("stop between two steps", async () => {
    const { openEngine } = sideBySide();
    const abort = new AbortController();
    const events = await run(
      busy,
      openEngine,
      ({ type, step }) => {
        if (type === "step" && step === 6) abort.abort();
      },
      { signal: abort.signal },
    );
    expect(events.at(-1)).toMatchObject({ type: "finished", reason: "stopped" });
    expect(events.at(-1)?.step).toBeLessThan(10);
  });
});
