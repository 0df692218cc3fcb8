import { afterEach, describe, expect, it } from "vitest";
import { DeviceError } from "../../deviceError";
import { selfTestPlan } from "../../selfTest";
import { kernelModule } from "../kernelModule";
import { inputAt } from "../../testing/executor.contract";
import { describeWasmExecutor } from "../../testing/wasm.contract";
import { ArmWorkers } from "./armWorkers";
import { openBrowserPort, portOf } from "./browserPort";
import type { ArmPort, ToArms } from "./messages";

const module = await kernelModule();
const plan = selfTestPlan();

const opened: ArmWorkers[] = [];
afterEach(() => {
  for (const workers of opened.splice(0)) workers.dispose();
});

/** Real workers, with a memory of the ports to them. */
function open(cores: number) {
  const ports: ArmPort[] = [];
  const closed: ArmPort[] = [];
  const supply = (): ArmPort => {
    const port = openBrowserPort();
    const own = {
      ...port,
      close() {
        closed.push(own);
        port.close();
      },
    };
    ports.push(own);
    return own;
  };
  const workers = new ArmWorkers(module, { open: supply, cores });
  opened.push(workers);
  return { workers, ports, closed };
}

describe("in a worker of its own", () => {
  describeWasmExecutor((wanted) => open(2).workers.create(wanted));
});

describe("workers", () => {
  it("are as many as cores at most; more executors share them, and each ends with its last one", async () => {
    const { workers, ports, closed } = open(2);
    const executors = [];
    for (let count = 0; count < 4; count += 1) executors.push(await workers.create(plan));
    expect(ports).toHaveLength(2);
    const results = await Promise.all(executors.map((executor) => executor.step(inputAt(0, plan))));
    expect(results).toEqual(results.map(() => results[0]));
    executors[0]?.dispose();
    expect(closed).toHaveLength(0);
    executors[2]?.dispose();
    expect(closed).toEqual([ports[0]]);
    await executors[3]?.step(inputAt(1, plan));
    for (const executor of executors) executor.dispose();
    expect(closed).toEqual(ports);
    // And a new run starts new ones.
    await (await workers.create(plan)).step(inputAt(0, plan));
    expect(ports).toHaveLength(3);
  });

  it("let go at once of what is under way when an executor is disposed", async () => {
    const { workers, closed } = open(2);
    const executor = await workers.create(plan);
    const steps = Array.from({ length: 200 }, (_, step) => executor.step(inputAt(step, plan)));
    executor.dispose();
    expect(closed).toHaveLength(1);
    const outcomes = await Promise.allSettled(steps);
    expect(outcomes.every(({ status }) => status === "rejected")).toBe(true);
    await expect(steps[0]).rejects.toThrow("this executor was disposed");
  });

  it("refuse what cannot be sent, and go on", async () => {
    const { workers } = open(1);
    const executor = await workers.create(plan);
    const odd = { ...inputAt(0, plan), odd: () => undefined };
    await expect(executor.step(odd)).rejects.toThrow(/clone/);
    await executor.step(inputAt(0, plan));
  });
});

describe("a worker that is gone", () => {
  it("rejects every call under way, in all workers, and is the fault of the engine", async () => {
    const { workers, ports, closed } = open(2);
    const [first, second] = [await workers.create(plan), await workers.create(plan)];
    expect(workers.fault).toBeUndefined();
    // A message that it does not know is an error that nothing in the worker catches.
    ports[0]?.post({ type: "none" } as unknown as ToArms);
    const open_ = [first.step(inputAt(0, plan)), second.step(inputAt(0, plan)), first.snapshot()];
    const reasons = (await Promise.allSettled(open_)).map((outcome) =>
      outcome.status === "rejected" ? (outcome.reason as unknown) : undefined,
    );
    expect(reasons[0]).toBeInstanceOf(DeviceError);
    expect(reasons[0]).toMatchObject({
      code: "device-lost",
      fault: { code: "armWorkerStopped", told: expect.stringContaining("a message that no worker knows") },
    });
    expect(workers.fault).toBe(reasons[0]);
    expect(closed).toHaveLength(2);
    await expect(second.step(inputAt(1, plan))).rejects.toBe(workers.fault);
    await expect(workers.create(plan)).rejects.toBe(workers.fault);
    first.dispose();
  });

  it("is told from one whose code does not load", async () => {
    const missing = (): ArmPort => portOf(new Worker("/no-such-worker.js", { type: "module" }));
    const workers = new ArmWorkers(module, { open: missing, cores: 2 });
    await expect(workers.create(plan)).rejects.toMatchObject({
      code: "device-lost",
      fault: { code: "armWorkerNotLoaded" },
    });
    expect(workers.fault).toBeDefined();
  });
});
