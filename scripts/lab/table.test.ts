import { expect, it } from "vitest";
import { grouped, textTable } from "./table";

it("sets words left and numbers right, as wide as the widest cell", () => {
  expect(
    textTable(
      ["name", "n"],
      [
        ["a", "1,000"],
        ["long", ".5"],
      ],
    ),
  ).toEqual(["name      n", "----  -----", "a     1,000", "long     .5"]);
});

it("groups thousands", () => {
  expect(grouped(1234567)).toBe("1,234,567");
});
