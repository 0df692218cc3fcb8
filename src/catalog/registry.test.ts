import { describe, expect, test } from "vitest";
import { ConfigError } from "../schema/configError";
import { backbones } from "./backbones";
import { datasets } from "./datasets";
import { methods } from "./methods";
import { optimizers } from "./optimizers";
import { entryOf, findEntry } from "./registry";
import { said } from "../ui/words/testing/said";

describe("findEntry", () => {
  test("finds what is there", () => {
    expect(findEntry(methods as Parameters<typeof findEntry>[0], "dhm")).toBe(methods.dhm);
  });

  test.each(["__proto__", "constructor", "toString", "hasOwnProperty", "", "DHM"])("does not find %j", (kind) => {
    expect(findEntry(methods as Parameters<typeof findEntry>[0], kind)).toBeUndefined();
  });

  test("entryOf names what exists", () => {
    const find = () => entryOf(optimizers as Parameters<typeof findEntry>[0], "constructor", "optimizer");
    expect(find).toThrow(ConfigError);
    expect(said(find)).toMatch(/^optimizer: expected one of sgd, adam.*, got "constructor"$/);
  });
});

test("settings of the shared parts cannot be mistaken for each other's: `kind.name` in a link", () => {
  const kinds = [datasets, backbones, optimizers].flatMap((entries) => Object.keys(entries));
  expect(new Set(kinds).size).toBe(kinds.length);
});
