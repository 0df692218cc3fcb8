import { expect, it } from "vitest";
import { allCombinations, checkCombination, onWasm } from "./testing/combinations";

it("every method trains on every backbone with every branch design, or is refused with the reason", async () => {
  const engine = await onWasm();
  expect(allCombinations.length).toBeGreaterThan(0);
  let refused = 0;
  for (const combination of allCombinations) {
    const reason = await checkCombination(combination, engine);
    if (reason === undefined) continue;
    refused += 1;
    expect(`${combination.method}/${combination.branch}: ${reason}`).toMatch(/^cds|\/fc/);
  }
  console.info(`${allCombinations.length} combinations, ${refused} of them refused with a reason`);
});
