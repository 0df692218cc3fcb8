import { readFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { expect, it } from "vitest";
import { backbones } from "../../src/catalog/backbones";
import { branches } from "../../src/catalog/branches";
import { datasets } from "../../src/catalog/datasets";
import { methods } from "../../src/catalog/methods";
import { measures } from "../../src/catalog/measures";
import { metrics } from "../../src/catalog/metrics";
import { optimizers } from "../../src/catalog/optimizers";
import type { Field } from "../../src/schema/field";
import { root } from "../setup.mjs";
import { referenceMarkdown } from "./markdown";

const file = join(root, "docs/REFERENCE.md");

it("docs/REFERENCE.md is what npm run docs writes", async () => {
  const { text, entries } = referenceMarkdown();
  console.log(`docs: ${entries} entries`);
  expect(readFileSync(file, "utf8")).toBe(await format(text, { ...(await resolveConfig(file)), filepath: file }));
});

it("holds every entry of every registry, with its source and its settings", () => {
  const { text, entries } = referenceMarkdown();
  let seen = 0;
  for (const registry of [methods, branches, backbones, datasets, optimizers, metrics, measures]) {
    for (const { kind, title, fields } of Object.values(registry)) {
      expect(text).toContain(`${title} (\`${kind}\`)`);
      for (const { label } of Object.values<Field<unknown>>(fields)) expect(text).toContain(`| ${label} |`);
      seen += 1;
    }
  }
  expect(seen).toBeGreaterThanOrEqual(22);
  expect(entries).toBeGreaterThan(seen);
});

it("has nothing to say of nothing", () => {
  expect(referenceMarkdown([]).entries).toBe(0);
});
