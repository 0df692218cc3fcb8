import { beforeAll, describe, expect, it } from "vitest";
import type { Engine } from "./engine";
import type { Executor } from "./executor";
import { measureSelfTest, passesSelfTest } from "./selfTest";
import { expectedNumbers } from "./selfTestNumbers";
import { openCpuEngine } from "./testing/cpuEngine";

let engine: Engine;
beforeAll(async () => {
  engine = await openCpuEngine();
});

/** An engine whose gradients are spoilt on the way out, as by a faulty driver. */
function spoilt(spoil: (name: string, gradient: Float32Array) => Float32Array): Engine {
  return {
    ...engine,
    async create(plan): Promise<Executor> {
      const executor = await engine.create(plan);
      const gradients = executor.gradients.bind(executor);
      executor.gradients = async (...input) => {
        const result = await gradients(...input);
        const changed = [...result.gradients].map(([name, values]) => [name, spoil(name, values)] as const);
        return { ...result, gradients: new Map(changed) };
      };
      return executor;
    },
  };
}

describe("the start-up self-test", () => {
  it("passes where the stored numbers come from", async () => {
    expect(await passesSelfTest(engine)).toBeUndefined();
    const { losses, norms } = await measureSelfTest(engine);
    losses.forEach((loss, index) => expect(loss).toBeCloseTo(expectedNumbers.losses[index] ?? Number.NaN, 5));
    expect(Object.keys(norms)).toEqual(Object.keys(expectedNumbers.norms));
  });

  it("refuses gradients of zero, and names the first", async () => {
    const failure = await passesSelfTest(spoilt((_, values) => values.map(() => 0)));
    expect(failure).toEqual({
      code: "selfTest",
      of: "gradient",
      name: "stem.conv.kernel",
      got: 0,
      want: expect.closeTo(1.244, 3),
    });
  });

  it("refuses one parameter that is off by a percent", async () => {
    const failure = await passesSelfTest(
      spoilt((name, values) => (name === "s2b1.conv2.kernel" ? values.map((value) => value * 1.01) : values)),
    );
    expect(failure).toMatchObject({ of: "gradient", name: "s2b1.conv2.kernel" });
  });

  it("refuses a NaN", async () => {
    const failure = await passesSelfTest(spoilt((_, values) => values.map(() => Number.NaN)));
    expect(failure).toMatchObject({ got: Number.NaN });
  });
});
