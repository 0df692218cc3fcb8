import { expect, it } from "vitest";
import { findPreset, smallData } from "../../experiment/presets";
import { foldRun } from "../../record/foldRun";
import { newRun } from "../../record/runRecord";
import { sampleEvents } from "../../protocol/testing/sampleEvents";
import { unbroken } from "./shareCard";
import { shareMarkdown } from "./shareResults";

const smoke = findPreset("smoke")?.experiment ?? smallData;

it("Markdown holds the link, every head's final number, the agreement, and what they stand on", () => {
  const record = sampleEvents("r", smoke, 40).reduce(foldRun, newRun("r", smoke));
  const text = shareMarkdown("DSN [x], DHM", "https://lab.example/#v1", record);
  const lines = text.split("\n");
  expect(lines[0]).toBe("[DSN x, DHM](https://lab.example/#v1)");
  const main = record.arms.map((arm) => arm.final?.values["accuracy"]?.["main"] ?? NaN);
  expect(lines[4]).toMatch(/^\| Arm \| Main head \| .* \| Agreement in stage \d \|$/);
  record.arms.forEach((arm, index) => {
    const cells = lines[6 + index]?.split("|").map((cell) => cell.trim()) ?? [];
    expect(cells[1]).toBe(`${arm.letter} ${arm.title}`);
    expect(Number(cells[2])).toBeCloseTo(main[index] ?? NaN, 3);
    expect(cells.at(-2)).toBe(".60");
    expect(cells).toHaveLength(2 + 1 + arm.branches.length + 1);
  });
  expect(lines.at(-1)).toMatch(/^Step 40, whole test set of \d+ images, seed 42\. One seed is not evidence\.$/);
  expect(shareMarkdown("DSN", "https://lab.example/#v1", undefined)).toBe("[DSN](https://lab.example/#v1)");
});

it("a curve is drawn in the parts between its gaps", () => {
  const at = (...values: readonly number[]) => values.map((value, step) => ({ step, value }));
  const parts = unbroken(at(NaN, 0.1, 0.2, NaN, NaN, 0.4));
  expect(parts.map((part) => part.map(({ step }) => step))).toEqual([[1, 2], [5]]);
  expect(unbroken(at(NaN))).toEqual([]);
});
