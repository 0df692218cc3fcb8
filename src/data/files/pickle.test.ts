import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DatasetError } from "../datasetError";
import { arrayOfPickled, readPickle, textOfPickled } from "./pickle";

const bytesFrom = (base64: string) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
const text = (value: string) => Uint8Array.from(value, (character) => character.charCodeAt(0));

/** `{b"batch_label": b"testing", b"labels": [1, 200, -3], b"data": uint8 [[0, 127, 255], [128, 1, 2]]}` by numpy 2 in Python 3. */
const written: { readonly [protocol: string]: string } = {
  2: "gAJ9cQAoY19jb2RlY3MKZW5jb2RlCnEBWAsAAABiYXRjaF9sYWJlbHECWAYAAABsYXRpbjFxA4ZxBFJxBWgBWAcAAAB0ZXN0aW5ncQZoA4ZxB1JxCGgBWAYAAABsYWJlbHNxCWgDhnEKUnELXXEMKEsBS8hK/f///2VoAVgEAAAAZGF0YXENaAOGcQ5ScQ9jbnVtcHkuX2NvcmUubXVsdGlhcnJheQpfcmVjb25zdHJ1Y3QKcRBjbnVtcHkKbmRhcnJheQpxEUsAhXESaAFYAQAAAGJxE2gDhnEUUnEVh3EWUnEXKEsBSwJLA4ZxGGNudW1weQpkdHlwZQpxGVgCAAAAdTFxGomIh3EbUnEcKEsDWAEAAAB8cR1OTk5K/////0r/////SwB0cR5iiWgBWAgAAAAAf8O/woABAnEfaAOGcSBScSF0cSJidS4=",
  3: "gAN9cQAoQwtiYXRjaF9sYWJlbHEBQwd0ZXN0aW5ncQJDBmxhYmVsc3EDXXEEKEsBS8hK/f///2VDBGRhdGFxBWNudW1weS5fY29yZS5tdWx0aWFycmF5Cl9yZWNvbnN0cnVjdApxBmNudW1weQpuZGFycmF5CnEHSwCFcQhDAWJxCYdxClJxCyhLAUsCSwOGcQxjbnVtcHkKZHR5cGUKcQ1YAgAAAHUxcQ6JiIdxD1JxEChLA1gBAAAAfHERTk5OSv////9K/////0sAdHESYolDBgB//4ABAnETdHEUYnUu",
  4: "gASVygAAAAAAAAB9lChDC2JhdGNoX2xhYmVslEMHdGVzdGluZ5RDBmxhYmVsc5RdlChLAUvISv3///9lQwRkYXRhlIwWbnVtcHkuX2NvcmUubXVsdGlhcnJheZSMDF9yZWNvbnN0cnVjdJSTlIwFbnVtcHmUjAduZGFycmF5lJOUSwCFlEMBYpSHlFKUKEsBSwJLA4aUaAmMBWR0eXBllJOUjAJ1MZSJiIeUUpQoSwOMAXyUTk5OSv////9K/////0sAdJRiiUMGAH//gAEClHSUYnUu",
};

describe.each(Object.keys(written))("protocol %s, as numpy wrote it", (protocol) => {
  const bytes = bytesFrom(written[protocol] ?? "");

  test("is read", () => {
    const dictionary = readPickle(bytes, "a");
    if (!(dictionary instanceof Map)) throw new Error("it is a dictionary");
    expect(textOfPickled(dictionary.get("batch_label"))).toBe("testing");
    expect(dictionary.get("labels")).toEqual([1, 200, -3]);
    expect(arrayOfPickled(dictionary.get("data"))).toEqual({
      rows: 2,
      columns: 3,
      data: Uint8Array.of(0, 127, 255, 128, 1, 2),
    });
  });

  test("cut off or changed, it is data still or refused", () => {
    const change = fc.record({ at: fc.nat(bytes.length - 1), byte: fc.nat(255), length: fc.nat(bytes.length) });
    fc.assert(
      fc.property(change, ({ at, byte, length }) => {
        for (const changed of [bytes.slice(0, length), bytes.with(at, byte)]) {
          try {
            readPickle(changed as Uint8Array<ArrayBuffer>, "a");
          } catch (error) {
            expect(error).toBeInstanceOf(DatasetError);
          }
        }
      }),
      { numRuns: 500, seed: 3 },
    );
  });
});

describe("refuses", () => {
  const faultOf = (bytes: Uint8Array<ArrayBuffer>) => {
    try {
      readPickle(bytes, "a");
    } catch (error) {
      if (error instanceof DatasetError) return error.fault;
      throw error;
    }
    throw new Error("it was read");
  };

  test.each([
    // {b"data": os.system("echo owned")}, by Python itself.
    [
      "a name that is none of numpy's",
      bytesFrom(
        "gAJ9cQBjX2NvZGVjcwplbmNvZGUKcQFYBAAAAGRhdGFxAlgGAAAAbGF0aW4xcQOGcQRScQVjcG9zaXgKc3lzdGVtCnEGWAoAAABlY2hvIG93bmVkcQeFcQhScQlzLg==",
      ),
      "posix.system",
    ],
    ["an instruction that loads objects", text("\x80\x02cnumpy\nndarray\n)\x81."), "opcode 0x81"],
    ["a persistent name", text("\x80\x02Pfile\n."), "opcode 0x50"],
    ["a call of what is no function", text("\x80\x02U\x01a)R."), "REDUCE"],
    ["numbers that are no bytes", text("\x80\x02cnumpy\ndtype\nU\x02f8\x85R" + "0."), "opcode 0x30"],
    ["a stack that is empty", text("\x80\x02."), "stack"],
    ["what was never noted", text("\x80\x02h\x05."), "memo 5"],
  ] as const)("%s", (_, bytes, what) => {
    expect(faultOf(bytes as Uint8Array<ArrayBuffer>)).toMatchObject({ code: "unsupported", what });
  });

  test("an array of other numbers than bytes", () => {
    const array =
      "cnumpy.core.multiarray\n_reconstruct\n)R(K\x01K\x01\x85cnumpy\ndtype\nU\x02f8\x85R\x89U\x08abcdefghtb";
    expect(faultOf(text(`\x80\x02${array}.`))).toMatchObject({ code: "unsupported", what: "f8" });
  });

  test("text that would be turned into bytes again and again", () => {
    const long = `X\x00\x01\x00\x00${"a".repeat(256)}q\x00X\x06\x00\x00\x00latin1q\x01`;
    const again = "h\x02h\x00h\x01\x86R".repeat(200);
    expect(faultOf(text(`\x80\x02c_codecs\nencode\nq\x02${long}${again}.`))).toMatchObject({
      what: "_codecs.encode",
    });
  });
});
