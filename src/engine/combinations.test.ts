import { expect, it } from "vitest";
import { checkCombination, coveringCombinations, onWasm } from "./testing/combinations";

it(
  "every pair of method, backbone and branch design trains, or is refused with the reason",
  {
    timeout: 240_000,
  },
  async () => {
    const engine = await onWasm();
    const chosen = coveringCombinations(2);
    const refused: string[] = [];
    for (const combination of chosen) {
      const reason = await checkCombination(combination, engine);
      if (reason !== undefined) refused.push(`${JSON.stringify(combination)}: ${reason}`);
    }
    // A linear layer on a whole map may be too large; nothing else is impossible.
    for (const text of refused) expect(text).toContain('"branch":"fc"');
    console.info(`${chosen.length} combinations cover all pairs; ${refused.length} of them are refused with a reason`);
  },
);
