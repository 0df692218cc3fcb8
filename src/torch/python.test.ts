import { describe, expect, it } from "vitest";
import { call, dictionary, literal, written } from "./python";

describe("Python", () => {
  it("writes literals as Python has them", () => {
    const value = { text: 'a "b"', yes: true, none: null, list: [1, 0.25, 1e-7], nested: { a: [] } };
    expect(written(literal(value))).toBe(
      '{"text": "a \\"b\\"", "yes": True, "none": None, "list": [1, 0.25, 1e-7], "nested": {"a": []}}',
    );
    expect(() => literal(Number.NaN)).toThrow(RangeError);
  });

  it("leaves out named arguments that are not given", () => {
    expect(written(call("Block", ["3", "16"], { stride: undefined, bias: "True" }))).toBe("Block(3, 16, bias=True)");
  });

  it("breaks what does not fit on a line, an item a line", () => {
    const long = call("Network", [dictionary([["stem", call("Sequential", Array<string>(12).fill("Block(3, 16)"))]])]);
    const lines = written(long, 4, 11).split("\n");
    expect(lines.slice(0, 4)).toEqual([
      "Network(",
      "        {",
      '            "stem": Sequential(',
      "                Block(3, 16),",
    ]);
    expect(lines.at(-1)).toBe("    )");
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(120);
  });
});
