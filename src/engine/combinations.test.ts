import { expect, it } from "vitest";
import { backbones } from "../catalog/backbones";
import { branches } from "../catalog/branches";
import { methods } from "../catalog/methods";
import { checkCombination, coveringCombinations, type Combination } from "./testing/combinations";
import { openTfjs } from "./tfjs/openBackend";

it(
  "every method, every backbone and every branch design trains in some combination",
  { timeout: 240_000 },
  async () => {
    const facts = await openTfjs("cpu");
    const chosen = coveringCombinations(1);
    for (const [part, entries] of Object.entries({ method: methods, backbone: backbones, branch: branches })) {
      expect(new Set(chosen.map((combination) => combination[part as keyof Combination])), part).toEqual(
        new Set(Object.keys(entries)),
      );
    }
    for (const combination of chosen) expect(await checkCombination(combination, facts)).toBeUndefined();
  },
);
