import { join } from "node:path";
import { expect, it } from "vitest";
import { licensesText, packageFolder } from "./licenses.mjs";
import { root } from "./setup.mjs";

it("knows a package by its folder", () => {
  expect(packageFolder("/x/node_modules/a/lib/b.js")).toBe("/x/node_modules/a");
  expect(packageFolder("\0/x/node_modules/@s/a/b.js?commonjs")).toBe("/x/node_modules/@s/a");
  expect(packageFolder("/x/node_modules/a/node_modules/b/c.js")).toBe("/x/node_modules/a/node_modules/b");
  expect(packageFolder("/x/src/main.tsx")).toBeUndefined();
});

it("gives the text of each licence, TensorFlow.js's too, which its packages leave out", () => {
  const folder = (/** @type {string} */ name) => join(root, "node_modules", name);
  const text = licensesText([folder("react"), folder("@tensorflow/tfjs-core")]);
  expect(text.indexOf("@tensorflow/tfjs-core 4.22.0 (Apache-2.0)")).toBeLessThan(text.indexOf("react 19"));
  expect(text).toContain("Apache License");
  expect(text).toContain("Permission is hereby granted");
});
