import { describe, expect, it } from "vitest";
import { openGolden } from "./source";

// Must hold for any folder that GOLDEN_DIR may name, so nothing here depends on which networks it contains.
describe("openGolden", () => {
  it("lists the files", async () => {
    const golden = await openGolden();
    expect((await golden.list()).filter((name) => name.endsWith(".json")).length).toBeGreaterThan(0);
  });

  it("reads the blocks of numbers that the descriptions promise", async () => {
    const golden = await openGolden();
    for (const name of (await golden.list()).filter((name) => name.endsWith(".bin"))) {
      const floats = (await golden.bytes(name)).byteLength / 4;
      const { tensors } = (await golden.json(name.replace(".bin", ".json"))) as {
        tensors: Record<string, { offset: number; shape: number[] }>;
      };
      for (const { offset, shape } of Object.values(tensors)) {
        expect(offset + shape.reduce((size, n) => size * n, 1)).toBeLessThanOrEqual(floats);
      }
    }
  });

  it("refuses a name that leaves the folder", async () => {
    const golden = await openGolden();
    await expect(golden.bytes("../package.json")).rejects.toThrow("plain file name");
  });

  it("fails on a fixture that is not there", async () => {
    const golden = await openGolden();
    await expect(golden.json("no-such-fixture.json")).rejects.toThrow("no-such-fixture.json");
  });
});
