import { beforeAll, expect, it } from "vitest";
import type { EngineFacts } from "./executor";
import { allCombinations, checkCombination } from "./testing/combinations";
import { openTfjs } from "./tfjs/openBackend";

let facts: EngineFacts;
beforeAll(async () => {
  facts = await openTfjs("cpu");
});

it("every method trains on every backbone with every branch design, or is refused with the reason", async () => {
  expect(allCombinations.length).toBeGreaterThan(0);
  let refused = 0;
  for (const combination of allCombinations) {
    const reason = await checkCombination(combination, facts);
    if (reason === undefined) continue;
    refused += 1;
    expect(`${combination.method}/${combination.branch}: ${reason}`).toMatch(/^cds|\/fc/);
  }
  console.info(`${allCombinations.length} combinations, ${refused} of them refused with a reason`);
});
