import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { backbones } from "../../catalog/backbones";
import { branches } from "../../catalog/branches";
import { datasets } from "../../catalog/datasets";
import { methods } from "../../catalog/methods";
import { optimizers } from "../../catalog/optimizers";
import type { Entry } from "../../catalog/registry";
import type { Fields } from "../../schema/field";
import {
  augmentationFields,
  combiningFields,
  forkRateField,
  forkWeightField,
  learningFields,
  measureFields,
  seedField,
  trainingFields,
} from "../fields";
import { keyedGroups, partKeys } from "./grammar";

const file = "src/experiment/link/initialValues.v1.json";
const frozen = JSON.parse(readFileSync(file, "utf8")) as { readonly [path: string]: string };

/** Every initial value that a link may leave out, as link text, by its path. */
function initialTexts(): { [path: string]: string } {
  const groups: [string, Fields][] = [
    ["experiment", { seed: seedField }],
    ["training", trainingFields],
    ["augmentation", augmentationFields],
    ["measure", measureFields],
    ["fork", { weight: forkWeightField, rate: forkRateField }],
    ["combining", combiningFields],
    ["learning", learningFields],
  ];
  const registries: [string, { readonly [kind: string]: Entry }][] = [
    ["dataset", datasets],
    ["backbone", backbones],
    ["optimizer", optimizers],
    ["method", methods],
    ["branch", branches],
  ];
  for (const [name, entries] of registries) {
    for (const [kind, entry] of Object.entries(entries)) groups.push([`${name}.${kind}`, entry.fields]);
  }
  return Object.fromEntries(
    groups.flatMap(([path, fields]) =>
      Object.entries(fields).map(([name, field]) => [`${path}.${name}`, field.format(field.initial)]),
    ),
  );
}

// A setting that a link leaves out has its initial value. To change one would change what every old link means.
test("no initial value of v1 has changed or gone", () => {
  const now = initialTexts();
  for (const [path, text] of Object.entries(frozen)) expect({ [path]: now[path] }).toEqual({ [path]: text });
});

test("every initial value is recorded", () => {
  const fresh = Object.entries(initialTexts()).filter(([path]) => !Object.hasOwn(frozen, path));
  if (process.env["FREEZE"] === "1") {
    writeFileSync(file, `${JSON.stringify({ ...frozen, ...Object.fromEntries(fresh) }, null, 2)}\n`);
    return;
  }
  expect(fresh, "new settings: run `FREEZE=1 npx vitest run frozen` and commit the lines that it adds").toEqual([]);
});

test("no key of v1 has changed or means two things", () => {
  const keys = keyedGroups.flatMap((group) => Object.entries(group.keys));
  expect(Object.fromEntries(keys)).toMatchObject({
    bs: "batchSize",
    n: "budget",
    sc: "schedule",
    ls: "labelled",
    wu: "warmup",
    ms: "milestones",
    dr: "drop",
    fl: "flip",
    sh: "shift",
    ev: "evaluateEvery",
    ei: "evaluateImages",
    pr: "probeEvery",
    en: "ensemble",
    cl: "byClass",
    fe: "features",
    ga: "gains",
  });
  expect(partKeys).toEqual({ d: "dataset", b: "backbone", o: "optimizer" });
  const taken = [...keys.map(([key]) => key), ...Object.keys(partKeys), "s", "c", "A", "B", "C", "D"];
  expect(new Set(taken).size).toBe(taken.length);
  // A shared setting without a key could not be linked to.
  for (const { fields, keys: named } of keyedGroups) {
    expect(Object.values(named).sort()).toEqual(Object.keys(fields).sort());
  }
});
