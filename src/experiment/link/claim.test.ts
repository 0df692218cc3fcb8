import { deflateSync } from "fflate";
import { describe, expect, test } from "vitest";
import { checksum } from "../../random/checksum";
import { derive } from "../../random/mix32";
import { createStream } from "../../random/stream";
import { drawExperiment } from "../drawExperiment";
import { presets, smallData } from "../presets";
import { validate } from "../validate";
import { formatClaim, MAX_NOTE, type Claim } from "./claim";
import { claimShape } from "./claimShape";
import { decodeWithClaim } from "./decodeWithClaim";
import { drawClaim } from "./drawClaim";
import { encodeLink } from "./encode";
import { CODEC_ERROR, MAX_UNPACKED_BYTES, packCurves, unpackCurves } from "./packCurves";
import { mutated } from "./testing/mutated";
import results from "./results.v1.json";
import { textToLink } from "./text";
import { whatText } from "../../ui/words/issueWords";

const sealed = (text: string): string => `${text}&c=${checksum(text)}`;
const messages = (text: string) => decodeWithClaim(text).issues.map(({ path, what }) => `${path}: ${whatText(what)}`);

/** Largest difference of two grids of one shape; NaN when the shapes or gaps differ. */
function gap(a: Claim["curves"] = [], b: Claim["curves"] = []): number {
  if (
    JSON.stringify(a.map((row) => row.map((one) => one === null))) !==
    JSON.stringify(b.map((row) => row.map((one) => one === null)))
  ) {
    return Number.NaN;
  }
  return Math.max(0, ...a.flatMap((row, y) => row.map((value, x) => Math.abs((value ?? 0) - (b[y]?.[x] ?? 0)))));
}

describe("results in a link", () => {
  test("come back for every experiment that can be built, within the codecs' steps", () => {
    let count = 0;
    let exact = 0;
    for (let index = 0; index < 800; index += 1) {
      const stream = createStream(derive(77, index));
      const experiment = index < presets.length ? (presets[index]?.experiment ?? smallData) : drawExperiment(stream);
      if (validate(experiment).some(({ blocking }) => blocking)) continue;
      const claim = drawClaim(experiment, stream);
      const texts = formatClaim(claim);
      const link = encodeLink(experiment, [], texts);
      if (!/^[A-Za-z0-9\-.,;=&~]+$/.test(link)) expect.fail(`other characters in ${link}`);
      if (link.length > 8000) continue;
      count += 1;
      const decoded = decodeWithClaim(link);
      expect(decoded).toMatchObject({ experiment, intact: true, extras: [], claimTexts: texts });
      expect(decoded.issues).toEqual(validate(experiment));
      const { finals, curves, map, ...words } = decoded.claim ?? {};
      expect(gap(finals, claim.finals)).toBeLessThan(5.1e-5);
      expect(gap(curves, claim.curves)).toBeLessThanOrEqual(CODEC_ERROR[1] + 1e-9);
      expect(gap(map, claim.map)).toBeLessThanOrEqual(2 * CODEC_ERROR[2] + 1e-9);
      expect(words).toEqual({
        engine: claim.engine,
        ...pick(claim, "hardware"),
        ...pick(claim, "note"),
        ...pick(claim, "exact"),
      });
      exact += claim.exact === undefined ? 0 : 1;
      // What was read is written again as the same text.
      expect(formatClaim(decoded.claim ?? {})).toEqual(texts);
    }
    expect(count).toBeGreaterThan(presets.length + 5);
    expect(exact).toBeGreaterThan(5);
  }, 60_000);

  test("stay short: the default experiment fits into 800 characters with everything but the map", () => {
    const claim = drawClaim(smallData, createStream(3));
    const { map: _map, note: _note, ...without } = claim;
    expect(encodeLink(smallData, [], formatClaim(without)).length).toBeLessThan(800);
    expect(formatClaim({ finals: claim.finals ?? [] })[0]).toMatch(/^r=[\d.,;-]+$/);
  });

  test("cut off anywhere are reported and left out", () => {
    const link = encodeLink(smallData, [], formatClaim(drawClaim(smallData, createStream(4))));
    for (let length = 0; length < link.length; length += 1) {
      const decoded = decodeWithClaim(link.slice(0, length));
      if (decoded.intact || decoded.claim !== undefined || decoded.issues.length === 0) expect.fail(String(length));
    }
    expect(messages(link.slice(0, -5))).toContainEqual(expect.stringMatching(/^results: were left out/));
  });

  test("changed anywhere, 2,000 times: the same experiment, or it says so", () => {
    const stream = createStream(5);
    const link = encodeLink(smallData, [], formatClaim(drawClaim(smallData, stream)));
    const expected = JSON.stringify(smallData);
    let noticed = 0;
    for (let round = 0; round < 2000; round += 1) {
      const text = mutated(link, stream);
      for (const candidate of [text, sealed(text.replace(/&c=.*$/s, ""))]) {
        const decoded = decodeWithClaim(candidate);
        noticed += decoded.issues.length > 0 ? 1 : 0;
        if (candidate === text && JSON.stringify(decoded.experiment) !== expected && decoded.issues.length === 0) {
          expect.fail(`not noticed: ${text}`);
        }
        if (!decoded.intact && decoded.claim !== undefined) expect.fail(`believed: ${text}`);
      }
    }
    expect(noticed).toBeGreaterThan(1900);
  }, 60_000);

  test.each([
    ["r=1,2", "r: expected a percentage for every head of every arm"],
    ["r=1,2,3;4,5,x", "r: expected a percentage"],
    ["r=1,2,3;4,5,101", "r: expected a percentage"],
    ["rc=1AAAA", "rc: expected accuracy curves"],
    ["rc=3AAAA", "rc: expected accuracy curves"],
    ["rg=", "rg: expected an agreement map"],
    ["nt=%", "nt: expected at most 280 printable characters"],
    [`nt=${textToLink("a\u202eb")}`, "nt: expected at most 280 printable characters"],
    [`nt=${textToLink("x".repeat(MAX_NOTE + 1))}`, "nt: expected at most 280 printable characters"],
    [`hw=${"a".repeat(41)}`, "hw: expected a backend and vendor"],
    ["ex=0123456789abcde", "ex: expected 16 digits from 0 to f"],
    ["ex=0123456789ABCDEF", "ex: expected 16 digits from 0 to f"],
    ["e=1&e=2", "e: expected each setting once"],
  ])("%s is reported", (text, message) => {
    expect(messages(sealed(`v1&${text}`))).toContainEqual(expect.stringContaining(message));
    expect(decodeWithClaim(sealed(`v1&${text}`)).experiment).toEqual(smallData);
  });

  test("a note keeps no control character and at most 280 characters", () => {
    const [text = ""] = formatClaim({ note: `a\u202eb\u0000${"y".repeat(400)}` });
    expect(decodeWithClaim(sealed(`v1&${text}`)).claim?.note).toBe(`ab${"y".repeat(278)}`);
    expect(formatClaim({ note: "\u202e" })).toEqual([]);
  });

  test.each(results)("an old link with results means what it meant: $link", ({ link, claim }) => {
    const decoded = decodeWithClaim(link);
    expect(decoded.intact).toBe(true);
    expect(decoded.claim).toEqual(claim);
  });
});

describe("packed curves", () => {
  const range = { low: 0, high: 1 };
  const base64 = (bytes: Uint8Array): string =>
    btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))
      .replaceAll("+", "-")
      .replaceAll("/", "~")
      .replaceAll("=", "");

  test("hold exactly what was asked for, or nothing", () => {
    const text = packCurves(
      [
        [0, 0.5, null],
        [1, 0, 1],
      ],
      1,
      range,
    );
    expect(unpackCurves(text, 2, 3, range)).toEqual([
      [0, 0.5, null],
      [1, 0, 1],
    ]);
    expect(unpackCurves(text, 3, 3, range)).toBeUndefined();
    expect(unpackCurves(text, 1, 3, range)).toBeUndefined();
    for (let length = 0; length < text.length; length += 1) {
      expect(unpackCurves(text.slice(0, length), 2, 3, range)).toBeUndefined();
    }
    expect(unpackCurves(packCurves([[0, 1, null]], 2, range), 1, 3, range)).toEqual([[0, 1, null]]);
  });

  test("that unfold to megabytes are stopped early", () => {
    const bomb = `1${base64(deflateSync(new Uint8Array(6_000_000), { level: 9 }))}`;
    expect(bomb.length).toBeLessThan(8000);
    expect(unpackCurves(bomb, 6, 20, range)).toBeUndefined();
    expect(unpackCurves(bomb, MAX_UNPACKED_BYTES, 2, range)).toBeUndefined();
  });
});

test("the shape lists heads in trunk order with main last, and at most 24 points that end at the budget", () => {
  const shape = claimShape(smallData);
  expect(shape.heads[0]).toEqual(["s1b1", "s2b1", "main"]);
  expect(shape.curveSteps.at(-1)).toBe(920);
  expect(shape.curveSteps).toHaveLength(20);
  const long = claimShape({ ...smallData, training: { ...smallData.training, budget: 1_000_000 } });
  expect(long.curveSteps).toHaveLength(24);
  expect(long.curveSteps.at(-1)).toBe(1_000_000);
  expect(long.mapSteps[0]).toBe(0);
});

function pick<K extends "hardware" | "note" | "exact">(claim: Claim, key: K): Partial<Claim> {
  return claim[key] === undefined ? {} : { [key]: claim[key] };
}
