import { expect, it } from "vitest";
import { bench } from "./bench";

async function run(
  ...args: string[]
): Promise<{ readonly status: number; readonly out: string; readonly err: string }> {
  const [out, err]: [string[], string[]] = [[], []];
  const status = await bench.run(args, { out: (line) => void out.push(line), err: (line) => void err.push(line) });
  return { status, out: out.join("\n"), err: err.join("\n") };
}

it("counts what a step asks of a card by kernel family, without a card", async () => {
  const { status, out } = await run("--counts", "--only", "default/64");
  expect(status).toBe(0);
  const [, cards] = /default\/64, kernels for cards: (\d+) dispatches a step of one arm/.exec(out) ?? [];
  expect(Number(cards)).toBeLessThanOrEqual(75);
  expect(out).toMatch(/kernels for software: \d+ dispatches/);
  // Twenty convolutions forwards: thirteen of the trunk and its branches, and what strides one backwards.
  expect(out).toMatch(/^convForward +20 /m);
  expect(out).toMatch(/^crossEntropy +3 /m);
});

it("counts a step of the default experiment's arms, which share dispatches on a card", async () => {
  const { out } = await run("--counts", "--only", "both-arms/64");
  const [, cards] = /both-arms\/64, kernels for cards: (\d+) dispatches a step of 2 arms together/.exec(out) ?? [];
  const [, software] = /kernels for software: (\d+) dispatches a step of 2 arms$/m.exec(out) ?? [];
  expect(Number(cards)).toBeLessThanOrEqual(95);
  expect(Number(software)).toBeGreaterThan(300);
});

it("times the engine that needs no card", async () => {
  const { status, out } = await run("--engine", "wasm", "--only", "conv7/8", "--rounds", "1");
  expect(status).toBe(0);
  expect(out).toMatch(/^wasm +[\d.]+ +[\d.]+ +59/m);
});

it("says what is wrong with what it was asked", async () => {
  const { status, err } = await run("--only", "conv9", "--engine", "cuda", "--rounds", "0", "--peak", "-1");
  expect(status).toBe(2);
  expect(err).toContain("--only conv9: expected some of conv7/8, conv7/32");
  expect(err).toContain("--engine cuda: expected compiled or wasm");
  expect(err).toContain("--rounds: expected a whole number from 1");
  expect((await run("--rules", "--counts")).err).toContain("--rules goes with --engine, --rounds and --json alone");
  expect(err).toContain("--peak: expected a number of TFLOP/s above 0");
});
