import "fake-indexeddb/auto";
import { expect, it } from "vitest";
import { createWeightsShelf } from "./weightsShelf";

it("keeps weights between visits, by their key, until they are removed", async () => {
  const tensors = new Map([["stem.conv.kernel", Float32Array.of(1.5, -2)]]);
  await createWeightsShelf("kept").put({ key: "0123456789abcdef", name: "b.safetensors", tensors });
  const next = createWeightsShelf("kept");
  expect(await next.list()).toEqual([
    { key: "0123456789abcdef", name: "b.safetensors", sizes: new Map([["stem.conv.kernel", 2]]) },
  ]);
  expect(await next.read("0123456789abcdef")).toMatchObject({ name: "b.safetensors", tensors });
  expect(await next.read("fedcba9876543210")).toBeUndefined();
  await next.remove("0123456789abcdef");
  expect(await next.list()).toEqual([]);
});
