import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { expect, it } from "vitest";
import { builtNetworks } from "../../experiment/expansion";
import { findPreset, smallData } from "../../experiment/presets";
import { sampleEvents } from "../../protocol/testing/sampleEvents";
import { foldRun } from "../../record/foldRun";
import { newRun } from "../../record/runRecord";
import { writeOnnx } from "../onnx";
import { eventFile } from "../tensorboard";
import { initialWeights } from "../weights";
import { encodeOnnx } from "./onnx";
import { encoderOf, many, one, packed } from "./messages";

const smoke = findPreset("smoke")?.experiment ?? smallData;

it("writes fields by their numbers, zeros and empty texts too, numbers packed or not", () => {
  const encode = encoderOf({
    Whole: { text: one("string", 1), zero: one("int64", 2), parts: many("Part", 3) },
    Part: { dims: packed("int64", 1), ints: many("int64", 8), value: one("float", 2) },
  });
  const parts = [{ dims: [3, 300], ints: [1, 2], value: 0.5 }, {}];
  expect(bytesToHex(encode("Whole", { text: "", zero: 0, parts }))).toBe(
    "0a00" + "1000" + "1a0e" + "0a0303ac02" + "150000003f" + "4001" + "4002" + "1a00",
  );
});

it("names a field whose value is none of its type", () => {
  expect(() => encodeOnnx("ModelProto", { irVersion: "eight" })).toThrow("ModelProto: irVersion: integer");
});

// What both files were when real readers first took them (npm run test:torch): the same bytes ever since.
it("writes the same files as ever", () => {
  const graph = builtNetworks(smoke)[1]?.graph;
  if (graph === undefined) throw new Error("smoke has two arms");
  const onnx = writeOnnx(graph, initialWeights(graph, 3), { folded: true, metadata: { link: "v1" } });
  const record = sampleEvents("one", smoke, 12).reduce(foldRun, newRun("one", smoke));
  const settings = { rate: 0.1, name: "DSN", flip: true, cutout: 0 };
  const events = eventFile(record, "A", settings, 1_700_000_000.25, []);
  expect([bytesToHex(sha256(onnx)), bytesToHex(sha256(events))].map((hash) => hash.slice(0, 16))).toEqual([
    "2a629455e8510498",
    "59814482a9b2e92a",
  ]);
});
