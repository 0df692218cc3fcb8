import { expect, test } from "vitest";
import type { LibraryEntry } from "../../record/libraryEntrySchema";
import { measuredText } from "./libraryRowWords";

const entry = { measured: "watchedValidation", step: 1200 } as LibraryEntry;

test("numbers stand with the images that they are of, and none with none", () => {
  expect(measuredText(entry, ".512 .534")).toBe(".512 .534 on validation images, by step 1,200");
  expect(measuredText({ ...entry, measured: "watchedTest" }, ".5")).toBe(".5 on watched test images, by step 1,200");
  expect(measuredText({ ...entry, measured: "test" }, undefined)).toBe("whole test set");
  const { measured: _, ...before } = entry;
  expect(measuredText(before, ".5")).toBe("");
});
