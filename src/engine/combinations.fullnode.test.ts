import { expect, it } from "vitest";
import { allCombinations, coveringCombinations, checkCombination } from "./testing/combinations";
import { openTfjs } from "./tfjs/openBackend";

it("every pair of method, backbone and branch design trains, or is refused with the reason", async () => {
  const facts = await openTfjs("cpu");
  const chosen = coveringCombinations(2);
  expect(chosen.length).toBeLessThan(allCombinations.length / 2);
  const refused: string[] = [];
  for (const combination of chosen) {
    const reason = await checkCombination(combination, facts);
    if (reason !== undefined) refused.push(`${JSON.stringify(combination)}: ${reason}`);
  }
  // A linear layer on a whole map may be too large; nothing else is impossible.
  for (const text of refused) expect(text).toContain('"branch":"fc"');
  console.info(`${chosen.length} combinations cover all pairs; ${refused.length} of them are refused with a reason`);
});
