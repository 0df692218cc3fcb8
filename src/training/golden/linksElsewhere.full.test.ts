import { describe, expect, it } from "vitest";
import { checkLink, linkFixtureCounts } from "./checkLink";
import type { MakeExecutor } from "../../engine/golden/checkNetwork";
import { slowEngines } from "../../engine/golden/engines";
import { linkFixtures } from "./linkFixture";
import { openGolden } from "../../engine/golden/source";

const fixtures = await linkFixtures(await openGolden("links"));

describe.each(slowEngines)("$title", ({ title, open }) => {
  let make: Promise<MakeExecutor> | undefined;
  const opened = (): Promise<MakeExecutor> => (make ??= open());

  it.each([...fixtures])("agrees with every number of %s", async (name, load) => {
    const fixture = await load();
    const result = await checkLink(fixture, await opened());
    console.log(`${name} on ${title}: ${result.summary}`);
    expect(result.problems(linkFixtureCounts(fixture))).toEqual([]);
  });

  it("finds fixtures", () => {
    expect(fixtures.size).toBeGreaterThan(0);
  });
});
