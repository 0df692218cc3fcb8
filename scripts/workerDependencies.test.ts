import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { workerDependencies } from "../vite.config.ts";
import { root } from "./setup.mjs";

it("names every package that the worker's side imports, so that no first run reloads the page", () => {
  const folders = ["data", "catalog", "experiment", "protocol", "engine", "worker"];
  const imported = folders.flatMap((folder) => packagesIn(join(root, "src", folder)));
  expect([...new Set(imported)].filter((name) => !workerDependencies.includes(name))).toEqual([]);
});

function packagesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.ts$/.test(name) && !/\.(test|contract)\.|(^|\/)testing\//.test(name))
    .flatMap((name) => [
      ...readFileSync(join(folder, name), "utf8").matchAll(
        /^(?!import type|export type).*?(?:from|import|import\()\s*"([^".][^"]*)"/gm,
      ),
    ])
    .map(([, name]) => name ?? "")
    .filter((name) => !name.startsWith("node:"));
}
