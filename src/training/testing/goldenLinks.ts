import { describe, expect, it } from "vitest";
import type { MakeExecutor } from "../../engine/golden/checkNetwork";
import type { GoldenEngine } from "../../engine/golden/engines";
import { openGolden } from "../../engine/golden/source";
import { checkLink, linkFixtureCounts } from "../golden/checkLink";
import { linkFixtures } from "../golden/linkFixture";

const fixtures = await linkFixtures(await openGolden("links"));

/**
 * Tests that every number of every link's fixture is met on these engines, and that a wrong or absent one would be noticed.
 * @param print tells how much was compared.
 */
export function describeLinks(engines: readonly GoldenEngine[], print: (line: string) => void): void {
  it("finds fixtures", () => {
    expect(fixtures.size, "the folder holds no fixture: nothing would be compared").toBeGreaterThan(0);
  });

  describe.each(engines)("$title", ({ title, open }) => {
    let make: Promise<MakeExecutor> | undefined;
    const opened = (): Promise<MakeExecutor> => (make ??= open());

    it.each([...fixtures])("agrees with every number of %s", async (name, load) => {
      const fixture = await load();
      const result = await checkLink(fixture, await opened());
      print(`${name} on ${title}: ${result.summary}`);
      expect(result.problems(linkFixtureCounts(fixture))).toEqual([]);
    });

    it("fails when one number is wrong", async () => {
      const fixture = await [...fixtures.values()][0]?.();
      if (fixture === undefined) throw new Error("no fixture");
      const victim = fixture.tensorNames.find((tensor) => tensor.startsWith("expect/step1/")) ?? "";
      const { failures } = await checkLink(
        {
          ...fixture,
          tensor(tensor) {
            const values = fixture.tensor(tensor).slice();
            if (tensor === victim) values[0] = (values[0] ?? 0) + 1e-2;
            return values;
          },
        },
        await opened(),
      );
      expect(failures).toHaveLength(1);
      expect(failures[0]).toContain(victim);
    });

    it("fails when a number is left out", async () => {
      const fixture = await [...fixtures.values()][0]?.();
      if (fixture === undefined) throw new Error("no fixture");
      const more = { ...fixture, tensorNames: [...fixture.tensorNames, "expect/eval9/logits/main"] };
      const result = await checkLink(more, await opened());
      expect(result.problems(linkFixtureCounts(more)).join()).toContain("expect/eval9/logits/main");
    });
  });
}
