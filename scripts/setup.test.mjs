import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { whyInstall } from "./setup.mjs";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "setup-"));
  lock("package-lock.json", { "": {}, "node_modules/a": { version: "1.0.0" }, "node_modules/b": { version: "2.0.0" } });
});
afterEach(() => rmSync(folder, { recursive: true }));

/**
 * @param {string} name
 * @param {Record<string, object>} packages
 */
function lock(name, packages) {
  mkdirSync(join(folder, "node_modules"), { recursive: true });
  writeFileSync(join(folder, name), JSON.stringify({ packages }));
}

it("asks for an installation where there is none", () => {
  expect(whyInstall(folder)).toContain("missing");
});

it("is content when every package of the lock file is there, whatever else is", () => {
  lock("node_modules/.package-lock.json", {
    "node_modules/a": { version: "1.0.0" },
    "node_modules/b": { version: "2.0.0" },
    "node_modules/c": { version: "3.0.0" },
  });
  expect(whyInstall(folder)).toBeUndefined();
});

it("sees another version, and a package that is not there", () => {
  lock("node_modules/.package-lock.json", {
    "node_modules/a": { version: "1.0.0" },
    "node_modules/b": { version: "2.1.0" },
  });
  expect(whyInstall(folder)).toContain("node_modules/b");
  lock("node_modules/.package-lock.json", { "node_modules/b": { version: "2.0.0" } });
  expect(whyInstall(folder)).toContain("node_modules/a");
});

it("does not miss an optional package: it may be for another platform", () => {
  lock("package-lock.json", { "node_modules/a": { version: "1.0.0", optional: true } });
  lock("node_modules/.package-lock.json", {});
  expect(whyInstall(folder)).toBeUndefined();
});
