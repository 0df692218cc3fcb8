import { describe, expect, it } from "vitest";
import { builtNetworks } from "../experiment/expansion";
import { findPreset, smallData } from "../experiment/presets";
import { weightsFaultText } from "../ui/words/weightsWords";
import { readSafetensors, WeightsError, writeSafetensors, type WeightsFault } from "./safetensors";
import { initialWeights, labTensors, partOf, torchTensors } from "./weights";

it("writes the header's length, the header and the values, little-endian", () => {
  const bytes = writeSafetensors(
    [
      { name: "a.weight", shape: [1, 2], values: Float32Array.of(1, -2) },
      { name: "b", shape: [1], values: Float32Array.of(0.5) },
    ],
    { step: "3" },
  );
  const view = new DataView(bytes.buffer);
  const length = Number(view.getBigUint64(0, true));
  expect(length % 8).toBe(0);
  expect(JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)))).toEqual({
    __metadata__: { step: "3" },
    "a.weight": { dtype: "F32", shape: [1, 2], data_offsets: [0, 8] },
    b: { dtype: "F32", shape: [1], data_offsets: [8, 12] },
  });
  expect([0, 4, 8].map((at) => view.getFloat32(8 + length + at, true))).toEqual([1, -2, 0.5]);
  expect(bytes).toHaveLength(8 + length + 12);
});

describe("a file of weights is read", () => {
  const whole = writeSafetensors([{ name: "a", shape: [2, 2], values: Float32Array.of(1, 2, 3, 4) }], { step: "7" });
  const fault = (bytes: Uint8Array): WeightsFault | undefined => {
    try {
      readSafetensors(bytes);
      return undefined;
    } catch (error) {
      return error instanceof WeightsError ? error.fault : undefined;
    }
  };

  it("as it was written", () => {
    expect(readSafetensors(whole)).toEqual({
      metadata: { step: "7" },
      tensors: [{ name: "a", shape: [2, 2], values: Float32Array.of(1, 2, 3, 4) }],
    });
  });

  it("or refused: cut off anywhere, a pickle, something else", () => {
    for (let length = 0; length < whole.length; length += 1) {
      expect(fault(whole.subarray(0, length))?.code, String(length)).toMatch(/^(cutOff|noSafetensors)$/);
    }
    expect(fault(Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0, 0, 0, 8, 8))).toEqual({ code: "pickled" });
    expect(fault(Uint8Array.of(0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20))).toEqual({ code: "pickled" });
    expect(fault(new TextEncoder().encode("nothing of the kind"))).toEqual({ code: "noSafetensors" });
    for (const offsets of ["[-9e9,-8999999984]", "[0.5,16.5]"]) {
      const json = `{"a":{"dtype":"F32","shape":[4],"data_offsets":${offsets}}}`;
      const bytes = new Uint8Array(8 + json.length + 32);
      bytes[0] = json.length;
      bytes.set(new TextEncoder().encode(json), 8);
      expect(fault(bytes), offsets).toEqual({ code: "noSafetensors" });
    }
    const halves = new TextDecoder().decode(whole).replace("F32", "I64");
    expect(fault(new TextEncoder().encode(halves))?.code).toMatch(/type|noSafetensors/);
  });
});

describe("weights of a network", () => {
  const [network] = builtNetworks(findPreset("smoke")?.experiment ?? smallData);
  const graph = network?.graph;

  it("come back as they went, whole or main's path alone", () => {
    if (graph === undefined) throw new Error("smoke has a network");
    const tensors = initialWeights(graph, 5);
    const back = labTensors(graph, readSafetensors(writeSafetensors(torchTensors(graph, tensors))).tensors);
    expect(back.part).toBe("whole");
    expect([...back.tensors.keys()].toSorted()).toEqual([...tensors.keys()].toSorted());
    for (const [name, values] of tensors) expect(back.tensors.get(name), name).toEqual(values);
    const main = labTensors(graph, torchTensors(partOf(graph, "main"), tensors));
    expect(main.part).toBe("main");
    expect([...main.tensors.keys()].some((name) => name.startsWith("branch."))).toBe(false);
  });

  it("come with the counters that PyTorch keeps beside each batch norm", () => {
    if (graph === undefined) throw new Error("smoke has a network");
    const own = torchTensors(graph, initialWeights(graph, 5));
    // A counter takes 8 bytes, as two floats do: written as those, then declared as what it is.
    const name = "stem.0.bn.num_batches_tracked";
    const file = writeSafetensors([...own, { name, shape: [2], values: Float32Array.of(3e-45, 0) }]);
    const text = new TextDecoder("latin1").decode(file);
    const at = text.indexOf('"dtype":"F32","shape":[2]', text.indexOf(name));
    file.set(new TextEncoder().encode('"dtype":"I64","shape":[1]'), at);
    const read = readSafetensors(file).tensors;
    expect(read.find((one) => one.name === name)?.values).toEqual(Float32Array.of(2));
    expect(labTensors(graph, read).part).toBe("whole");
  });

  it("are refused where a number of them is none", () => {
    if (graph === undefined) throw new Error("smoke has a network");
    const [first, ...rest] = torchTensors(graph, initialWeights(graph, 5));
    if (first === undefined) throw new Error("a network has tensors");
    for (const odd of [Number.NaN, Infinity]) {
      const values = first.values.slice().fill(odd, 1, 2);
      const read = (): unknown => labTensors(graph, [{ ...first, values }, ...rest]);
      expect(read).toThrow(WeightsError);
      try {
        read();
      } catch (error) {
        expect((error as WeightsError).fault).toEqual({ code: "notFinite", tensor: first.name });
      }
    }
  });

  it("of another one are refused with every name and shape that differs", () => {
    if (graph === undefined) throw new Error("smoke has a network");
    const [first, second, ...rest] = torchTensors(graph, initialWeights(graph, 5));
    if (first === undefined || second === undefined) throw new Error("a network has tensors");
    const other = { name: "classifier.weight", shape: [1], values: new Float32Array(1) };
    try {
      labTensors(graph, [{ ...second, shape: [second.values.length, 1] }, ...rest, other]);
      expect.unreachable();
    } catch (error) {
      if (!(error instanceof WeightsError)) throw error;
      expect(error.fault).toEqual({
        code: "otherNetwork",
        missing: [first.name],
        unknown: ["classifier.weight"],
        shapes: [{ name: second.name, file: `${second.values.length}×1`, network: second.shape.join("×") }],
      });
      expect(weightsFaultText(error.fault)).toContain(first.name);
    }
  });
});
