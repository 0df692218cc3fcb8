import { expect, it } from "vitest";
import { readDone } from "./progress";

it("reads what an earlier visit wrote, and takes anything else for nothing", () => {
  expect(readDone('{"early-heads":[1,3]}')).toEqual({ "early-heads": [1, 3] });
  expect(readDone('{"early-heads":[1,"x"],"pull-apart":[2]}')).toEqual({ "pull-apart": [2] });
  for (const text of [null, "", "null", "7", "{", '"x"']) expect(readDone(text)).toEqual({});
});
