import { expect, it } from "vitest";
import { backbones } from "../catalog/backbones";
import { branches } from "../catalog/branches";
import { methods } from "../catalog/methods";
import {
  allCombinations,
  checkCombination,
  coveringCombinations,
  onTfjs,
  onWasm,
  type Combination,
} from "./testing/combinations";

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

it("every method, every backbone and every branch design trains on tfjs in some combination", async () => {
  const engine = await onTfjs();
  const chosen = coveringCombinations(1);
  for (const [part, entries] of Object.entries({ method: methods, backbone: backbones, branch: branches })) {
    expect(new Set(chosen.map((combination) => combination[part as keyof Combination])), part).toEqual(
      new Set(Object.keys(entries)),
    );
  }
  for (const combination of chosen) expect(await checkCombination(combination, engine)).toBeUndefined();
});
