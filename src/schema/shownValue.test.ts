import { describe, expect, it } from "vitest";
import { int, intList, num } from "./field";
import { shownValue, typedText } from "./shownValue";
import { said } from "../ui/words/testing/said";

const words = { label: "Field", help: "" };
const whole = int({ ...words, initial: 1, min: 0, max: 1e6 });
const real = num({ ...words, initial: 1, min: -10, max: 1e6 });
const list = intList({ ...words, initial: [], min: 0, max: 100, length: 4 });

describe("a value on the screen", () => {
  it.each([
    [whole, 2000, "2000"],
    [whole, 1_000_000, "1000000"],
    [real, 0.05, ".05"],
    [real, -0.5, "-.5"],
    [real, 0.00005, "5e-5"],
    [list, [50, 75], "50, 75"],
    [list, [], ""],
  ])("is written without an exponent as long as that can be read (%#)", (field, value, text) => {
    expect(shownValue(field, value)).toBe(text);
    expect(field.parse(typedText(field, text), "field")).toEqual(value);
  });

  it.each([
    [real, "0,1", 0.1],
    [real, ",5", 0.5],
    [real, "−3", -3],
    [real, " 1e-3 ", 0.001],
    [whole, "1,000", 1000],
    [whole, "1 000 000", 1_000_000],
    [whole, "12", 12],
    [list, "50, 75", [50, 75]],
    [list, "50 75;80", [50, 75, 80]],
    [list, "50.75", [50, 75]],
    [list, "", []],
  ])("is read as people of any country type it (%#: %s)", (field, typed, value) => {
    expect(field.parse(typedText(field, typed), "field")).toEqual(value);
  });

  it.each([
    [whole, "0,5"],
    [whole, "1,00"],
    [real, "1,000,000"],
    [real, "one"],
  ])("is not guessed at (%#: %s)", (field, typed) => {
    expect(said(() => field.parse(typedText(field, typed), "field"))).toMatch(/expected/);
  });
});
