import { expect, it } from "vitest";
import { readSweep } from "./sweepArgument";

/** What is told of an experiment that is swept. */
function told(link: string): readonly string[] {
  const lines: string[] = [];
  const io = { out: (line: string) => void lines.push(line), err: (line: string) => void lines.push(line) };
  expect(readSweep(link, new Map([["seeds", "1"]]), io)).toBeDefined();
  return lines.filter((line) => line.startsWith("lab sweep"));
}

it("says which arms a sweep leaves out", () => {
  expect(told("v1&A=dsn;f=s1b1&B=dsn;f=s1b1;learn.start=0123456789abcdef")).toEqual([
    "lab sweep: Arm B is left out: of several arms of one method a sweep takes the first.",
  ]);
  expect(told("v1&A=dsn;f=s1b1&B=dhm;f=s1b1~light;learn.start=0123456789abcdef")).toEqual([]);
});
