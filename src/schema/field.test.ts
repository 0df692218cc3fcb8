import { describe, expect, test } from "vitest";
import { derive, drawAt } from "../random/mix32";
import { ConfigError } from "./configError";
import { choice, flag, initialValues, int, intList, num, parseFields, type Field } from "./field";
import { textOf } from "../ui/words/errorWords";

const words = { label: "Label", help: "Help." };
const whole = int({ ...words, initial: 3, min: -2, max: 64 });
const real = num({ ...words, initial: 0.5, min: -1, max: 1e6, log: true, suggestions: [1, 2], unit: "px" });
const word = choice({
  ...words,
  initial: "cosine",
  options: [
    { value: "cosine", label: "cosine to zero" },
    { value: "step", label: "milestones" },
  ],
});
const onOff = flag({ ...words, initial: false, advanced: true });
const list = intList({ ...words, initial: [50, 75], min: -1, max: 99, length: 3 });

/** The error that parsing a value gives. */
function problem(field: Field<unknown>, raw: unknown): ConfigError {
  try {
    field.parse(raw, "a.b[0]");
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  return expect.fail(`${String(raw)} was accepted`);
}

const notNumbers = [
  undefined,
  null,
  true,
  {},
  [],
  [1],
  "",
  " 1",
  "abc",
  "0x10",
  "1e400",
  "NaN",
  "Infinity",
  "1".repeat(100_000),
  Number.NaN,
  Infinity,
  -Infinity,
  () => 1,
];

describe("int", () => {
  test.each([
    ["3", 3],
    [3, 3],
    ["-2", -2],
    ["64", 64],
    ["1e1", 10],
    ["+5", 5],
    ["4.0", 4],
  ])("reads %o", (raw, value) => {
    expect(whole.parse(raw, "x")).toBe(value);
  });

  test.each([...notNumbers, "65", 65, "-3", -3, "1.5", 1.5, 2 ** 60])("refuses %o", (raw) => {
    expect(textOf(problem(whole, raw))).toMatch(/^a\.b\[0\]: expected a whole number from -2 to 64, got /);
  });

  test("has no negative zero", () => {
    for (const raw of ["-0", -0, "-0.0"]) expect(whole.parse(raw, "x")).toBe(0);
  });

  test("writes and reads every value of its range", () => {
    for (let value = -2; value <= 64; value += 1) expect(whole.parse(whole.format(value), "x")).toBe(value);
  });
});

describe("num", () => {
  test.each([
    [".5", 0.5],
    ["-1", -1],
    ["1e6", 1e6],
    ["5e-324", 5e-324],
    [0.25, 0.25],
  ])("reads %o", (raw, value) => {
    expect(real.parse(raw, "x")).toBe(value);
  });

  test.each([...notNumbers, "1000001", 1e6 + 1e-6, "-1.0000001"])("refuses %o", (raw) => {
    const error = problem(real, raw);
    expect(textOf(error)).toMatch(/^a\.b\[0\]: expected a number from -1 to 1000000, got /);
    expect(textOf(error).length).toBeLessThan(150);
  });

  test("has no negative zero", () => {
    for (const raw of ["-0", -0, "-.0", "-0e5"]) expect(real.parse(raw, "x")).toBe(0);
  });

  test("writes and reads drawn values", () => {
    const key = derive(1, 2);
    for (let index = 1; index < 1000; index += 1) {
      const value = (drawAt(key, index) / 2 ** 32) * 10 ** ((index % 9) - 3);
      expect(real.parse(real.format(value), "x")).toBe(value);
    }
  });

  test("keeps its words and describes its control", () => {
    expect(real).toMatchObject({ label: "Label", help: "Help.", unit: "px", initial: 0.5 });
    expect(real.control).toEqual({
      widget: "number",
      min: -1,
      max: 1e6,
      whole: false,
      log: true,
      suggestions: [1, 2],
    });
    expect(whole.control).toEqual({ widget: "number", min: -2, max: 64, whole: true });
  });
});

describe("choice", () => {
  test("reads and writes its options", () => {
    for (const value of ["cosine", "step"] as const) expect(word.parse(word.format(value), "x")).toBe(value);
  });

  test.each([undefined, null, 1, {}, ["cosine"], "", "Cosine", "cosine ", "__proto__", "constructor", "toString"])(
    "refuses %o",
    (raw) => {
      expect(textOf(problem(word, raw))).toMatch(/^a\.b\[0\]: expected one of cosine, step, got /);
    },
  );
});

describe("flag", () => {
  test("reads and writes", () => {
    for (const value of [true, false]) expect(onOff.parse(onOff.format(value), "x")).toBe(value);
    expect(onOff.format(true)).toBe("1");
    expect([onOff.parse(true, "x"), onOff.parse("true", "x"), onOff.parse("false", "x")]).toEqual([true, true, false]);
  });

  test.each([undefined, null, 0, 1, "", "yes", "01", "TRUE", []])("refuses %o", (raw) => {
    expect(textOf(problem(onOff, raw))).toMatch(/^a\.b\[0\]: expected 1 or 0, got /);
  });
});

describe("intList", () => {
  test.each([
    ["50.75", [50, 75]],
    ["9", [9]],
    ["-", []],
    ["", []],
    ["-1.0.99", [-1, 0, 99]],
    [
      [1, 2],
      [1, 2],
    ],
    [
      ["1", 2],
      [1, 2],
    ],
    [[], []],
  ])("reads %o", (raw, value) => {
    expect(list.parse(raw, "x")).toEqual(value);
  });

  test.each([undefined, null, 5, {}, "1.2.3.4", "100", "1..2", "1.x", ".", "1,2", "NaN", [1.5], [Number.NaN], [[1]]])(
    "refuses %o",
    (raw) => {
      expect(textOf(problem(list, raw))).toMatch(
        /^a\.b\[0\]: expected at most 3 whole numbers from -1 to 99, joined by dots, got /,
      );
    },
  );

  test("refuses a very long list without reading it", () => {
    expect(textOf(problem(list, "1.".repeat(100_000))).length).toBeLessThan(200);
    expect(problem(list, new Array(1_000_000).fill(1)).fault.got).toEqual({ code: "list", length: 1_000_000 });
  });

  test("has no negative zero", () => {
    expect(list.parse("-0.1", "x")).toEqual([0, 1]);
    expect(list.parse([-0], "x")).toEqual([0]);
  });

  test("writes and reads lists of every length", () => {
    for (const value of [[], [0], [-1, 99], [1, 2, 3]]) expect(list.parse(list.format(value), "x")).toEqual(value);
    expect(list.format([])).toBe("-");
  });

  test("gives a list of its own", () => {
    const given = [1, 2];
    expect(list.parse(given, "x")).not.toBe(given);
  });
});

describe("parseFields", () => {
  const fields = { depth: whole, rate: real, schedule: word };
  const read = (raw: { readonly [name: string]: unknown }) => {
    const errors: ConfigError[] = [];
    const values = parseFields(fields, raw, "x", (error) => errors.push(error));
    return { values, messages: errors.map(textOf) };
  };

  test("fills in what is missing", () => {
    expect(read({})).toEqual({ values: { depth: 3, rate: 0.5, schedule: "cosine" }, messages: [] });
    expect(initialValues(fields)).toEqual(read({}).values);
  });

  test("takes what is given", () => {
    expect(read({ depth: "5", schedule: "step" })).toEqual({
      values: { depth: 5, rate: 0.5, schedule: "step" },
      messages: [],
    });
  });

  test("reports a bad value and takes the initial one", () => {
    expect(read({ depth: "abc", rate: "NaN" })).toEqual({
      values: { depth: 3, rate: 0.5, schedule: "cosine" },
      messages: [
        'x.depth: expected a whole number from -2 to 64, got "abc"',
        'x.rate: expected a number from -1 to 1000000, got "NaN"',
      ],
    });
  });

  test("reports unknown names, those of the prototype included", () => {
    const raw = JSON.parse('{"__proto__": 1, "constructor": 2, "toString": 3}') as { [name: string]: unknown };
    const { values, messages } = read(raw);
    expect(values).toEqual(initialValues(fields));
    expect(messages).toEqual([
      'x.__proto__: expected one of depth, rate, schedule, got "__proto__"',
      'x.constructor: expected one of depth, rate, schedule, got "constructor"',
      'x.toString: expected one of depth, rate, schedule, got "toString"',
    ]);
    expect(Object.prototype).not.toHaveProperty("polluted");
  });

  test("lets other errors through", () => {
    const broken: Field<number> = {
      ...whole,
      parse: () => {
        throw new TypeError("a bug");
      },
    };
    expect(() => parseFields({ broken }, { broken: 1 }, "x", () => undefined)).toThrow(TypeError);
  });
});
