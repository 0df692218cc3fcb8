import { describe, expect, it } from "vitest";
import { checkNetwork, fixtureCounts, type MakeExecutor } from "../golden/checkNetwork";
import type { GoldenEngine } from "../golden/engines";
import { readFixture, type NetworkFixture } from "../golden/fixture";
import { openGolden } from "../golden/source";

/** Descriptions that are not networks; checked by their own tests where they are present. */
const OTHERS = new Set(["ops.json", "dataset.json"]);

const golden = await openGolden();
const names = (await golden.list())
  .filter((name) => name.endsWith(".json") && !OTHERS.has(name))
  .map((name) => name.replace(/\.json$/, ""));

async function load(name: string): Promise<NetworkFixture> {
  return readFixture(name, await golden.json(`${name}.json`), await golden.bytes(`${name}.bin`));
}

/** Tests that every number of every network's fixture is met on these engines, and that a wrong one would be noticed. @param print tells how much was compared. */
export function describeNetworks(engines: readonly GoldenEngine[], print: (line: string) => void): void {
  it("finds network fixtures", () => {
    expect(names, "the folder holds no network fixture: nothing would be compared").not.toHaveLength(0);
  });

  describe.each(engines)("$title", ({ title, open }) => {
    let make: Promise<MakeExecutor> | undefined;
    const opened = (): Promise<MakeExecutor> => (make ??= open());

    it.each(names)("agrees with every number of %s", async (name) => {
      const fixture = await load(name);
      const result = await checkNetwork(fixture, await opened());
      const want = fixtureCounts(fixture);
      print(
        `${name} on ${title}: ${result.tensors.size} tensors and ${result.scalars.size} scalars compared` +
          ` (${result.inputs.size} more were inputs), worst relative error ${result.worst.error.toExponential(2)}` +
          ` (${result.worst.name})`,
      );
      for (const { name: left, reason } of result.skipped) print(`${name}: skipped ${left}: ${reason}`);
      expect(result.failures).toEqual([]);
      expect(result.skipped).toEqual([]);
      expect({ tensors: result.tensors.size, scalars: result.scalars.size }).toEqual(want);
      expect(want.tensors, "nothing was compared").toBeGreaterThan(0);
    });

    it("fails when one number is wrong", async () => {
      const [name = ""] = names;
      const fixture = await load(name);
      const victim = fixture.tensorNames.find((tensor) => tensor.startsWith("step3/")) ?? "";
      const perturbed: NetworkFixture = {
        ...fixture,
        tensor(tensor, expected) {
          const values = fixture.tensor(tensor, expected).slice();
          if (tensor === victim) values[0] = (values[0] ?? 0) + 1e-3;
          return values;
        },
      };
      const { failures } = await checkNetwork(perturbed, await opened());
      expect(failures).toHaveLength(1);
      expect(failures[0]).toContain(victim);
    });
  });
}
