import { expect, it } from "vitest";
import { drawnSplits } from "../data/files/testing/containers";
import { importImages } from "../data/files/importImages";
import { fileOfBytes } from "../data/files/sourceFile";
import { imagesNpz } from "./npz";

it("writes images as numpy keeps them: the lab's own reader finds the same set", async () => {
  const splits = drawnSplits(6, 3, 4);
  const read = await importImages([fileOfBytes("images.npz", imagesNpz(new Map(Object.entries(splits))))], {
    size: undefined,
    fit: "fill",
    decode: () => Promise.reject(new Error("no pictures")),
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  expect(read.reader).toBe("numpy");
  expect(read.splits).toEqual(splits);
});
