import { expect, it } from "vitest";
import { backbones } from "../catalog/backbones";
import { branches } from "../catalog/branches";
import { methods } from "../catalog/methods";
import { checkCombination, coveringCombinations, onTfjs, onWasm, type Combination } from "./testing/combinations";

it(
  "every method, every backbone and every branch design trains on tfjs in some combination",
  {
    timeout: 240_000,
  },
  async () => {
    const engine = await onTfjs();
    const chosen = coveringCombinations(1);
    for (const [part, entries] of Object.entries({ method: methods, backbone: backbones, branch: branches })) {
      expect(new Set(chosen.map((combination) => combination[part as keyof Combination])), part).toEqual(
        new Set(Object.keys(entries)),
      );
    }
    for (const combination of chosen) expect(await checkCombination(combination, engine)).toBeUndefined();
  },
);

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
