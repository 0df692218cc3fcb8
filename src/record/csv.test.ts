import { expect, it } from "vitest";
import { csvOf } from "./csv";

it("quotes what a reader would take apart", () => {
  expect(
    csvOf([
      ["a", 'say "b"', "c,d", "e\nf", "g\rh"],
      [1, -0.5, 1e-7, "", " x"],
    ]),
  ).toBe('a,"say ""b""","c,d","e\nf","g\rh"\n1,-0.5,1e-7,," x"\n');
});

it.each(["=HYPERLINK(1)", "+1", "-1", "@x", "\t=1"])("keeps a spreadsheet from computing %j", (text) => {
  expect(csvOf([[text]])).toBe(`"'${text}"\n`);
});
