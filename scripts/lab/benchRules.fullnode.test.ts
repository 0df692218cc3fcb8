import { expect, it } from "vitest";
import { combiners, learners } from "../../src/catalog/combining";
import { bench } from "./bench";

it("times every rule beside the sum", async () => {
  const [out, err]: [string[], string[]] = [[], []];
  const io = { out: (line: string) => void out.push(line), err: (line: string) => void err.push(line) };
  expect(await bench.run(["--rules", "--rounds", "1"], io)).toBe(0);
  expect(err).toEqual([]);
  for (const rule of ["sum", ...Object.keys(combiners), ...Object.keys(learners)])
    expect(out.join("\n")).toMatch(new RegExp(`^${rule} +[\\d.]+ +[\\d.]+$`, "m"));
});
