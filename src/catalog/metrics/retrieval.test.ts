import { describe, expect, test } from "vitest";
import { createStream } from "../../random/stream";
import {
  averagePrecision,
  hitsOfQueries,
  JUNK,
  rankedHits,
  rankGallery,
  retrieval,
  trapezoidPrecision,
  type Identities,
} from "./retrieval";

const hits = (text: string): readonly boolean[] => Array.from(text, (character) => character === "1");

describe("average precision", () => {
  test("golden values", () => {
    expect(averagePrecision(hits("0100110"))).toBeCloseTo(0.4666666667, 10);
    expect(trapezoidPrecision(hits("0100110"))).toBeCloseTo(0.3416666667, 10);
  });

  test.each([
    ["1", 1, 1],
    ["111", 1, 1],
    ["1000", 1, 1],
    ["01", 1 / 2, 1 / 4],
    ["0001", 1 / 4, 1 / 8],
    ["101", (1 + 2 / 3) / 2, (1 + (1 / 2 + 2 / 3) / 2) / 2],
    ["000", 0, 0],
    ["", 0, 0],
  ])("of %j is %d, by the trapezoid rule %d", (text, standard, trapezoid) => {
    expect(averagePrecision(hits(text))).toBeCloseTo(standard, 14);
    expect(trapezoidPrecision(hits(text))).toBeCloseTo(trapezoid, 14);
  });

  test("does not look behind the last right answer", () => {
    expect(averagePrecision(hits("0110000"))).toBe(averagePrecision(hits("011")));
    expect(trapezoidPrecision(hits("0110000"))).toBe(trapezoidPrecision(hits("011")));
  });
});

/** Pictures on the unit circle, by angle in degrees. */
const circle = (...rows: readonly (readonly [angle: number, id: number, camera: number])[]): Identities => ({
  embeddings: rows.flatMap(([angle]) => [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)]),
  size: 2,
  ids: rows.map(([, id]) => id),
  cameras: rows.map(([, , camera]) => camera),
});

describe("rankedHits", () => {
  const query = circle([0, 7, 1]);
  const rank = (gallery: Identities, similarity: readonly number[]) => rankedHits(query, gallery, 0, similarity);

  test("most similar first", () => {
    expect(rank(circle([0, 1, 2], [0, 7, 2], [0, 7, 3]), [0.1, 0.9, 0.5])).toEqual([true, true, false]);
  });

  test("leaves out the same identity on the same camera, and junk", () => {
    const gallery = circle([0, 7, 1], [0, JUNK, 2], [0, 8, 1], [0, 7, 2], [0, JUNK, 1]);
    expect(rank(gallery, [0.9, 0.8, 0.7, 0.6, 0.5])).toEqual([false, true]);
  });

  test("keeps pictures of identity 0 as wrong answers", () => {
    expect(rank(circle([0, 0, 1], [0, 7, 2]), [0.9, 0.8])).toEqual([false, true]);
  });

  test("ties keep the gallery's order; a NaN ranks last", () => {
    expect(rank(circle([0, 1, 2], [0, 7, 2], [0, 2, 2]), [0.5, 0.5, 0.5])).toEqual([false, true, false]);
    expect(rank(circle([0, 7, 2], [0, 1, 2], [0, 7, 3]), [Number.NaN, -5, -Infinity])).toEqual([false, true, true]);
  });
});

describe("retrieval", () => {
  const query = circle([0, 1, 1], [90, 2, 1], [180, 3, 1]);
  const gallery = circle([5, 2, 2], [10, 1, 2], [20, 1, 1], [80, 2, 2], [100, 2, 3], [181, 9, 2]);

  test("summarises the queries that have an answer", () => {
    const found = retrieval(query, gallery);
    // Query 1: 5° is wrong, 10° right (20° has its own camera). Query 2: 80°, 100°, then 20° and 10° before 5°. No 3.
    const precision = [1 / 2, (1 + 1 + 3 / 5) / 3];
    expect(found.queries).toBe(2);
    expect(found.meanAveragePrecision).toBeCloseTo(((precision[0] ?? 0) + (precision[1] ?? 0)) / 2, 12);
    expect([0, 1, 2, 3, 100].map((k) => found.cumulativeMatch(k))).toEqual([0, 0.5, 1, 1, 1]);
  });

  test("may count a query without an answer as a failure", () => {
    const found = retrieval(query, gallery, { unmatched: "zero" });
    expect(found.queries).toBe(3);
    expect(found.meanAveragePrecision).toBeCloseTo((1 / 2 + 13 / 15) / 3, 12);
    expect(found.cumulativeMatch(100)).toBeCloseTo(2 / 3, 12);
  });

  test("by the trapezoid rule is lower", () => {
    const found = retrieval(query, gallery, { precision: "trapezoid" });
    // Query 1: (0 + 1/2) / 2. Query 2: 1, 1, then (2/4 + 3/5) / 2.
    expect(found.meanAveragePrecision).toBeCloseTo((1 / 4 + (2 + (2 / 4 + 3 / 5) / 2) / 3) / 2, 12);
  });

  test("does not depend on the lengths of the vectors", () => {
    const scaled = {
      ...gallery,
      embeddings: Array.from(gallery.embeddings, (value, index) => value * (1 + (index >> 1))),
    };
    expect(retrieval(query, scaled).meanAveragePrecision).toBeCloseTo(
      retrieval(query, gallery).meanAveragePrecision,
      12,
    );
  });

  test("of nothing is zero, not a NaN", () => {
    const none = circle();
    for (const found of [retrieval(none, none), retrieval(query, none), retrieval(none, gallery)]) {
      expect([found.queries, found.meanAveragePrecision, found.cumulativeMatch(1)]).toEqual([0, 0, 0]);
    }
  });

  test("hits without sorting are those of the sorted lists, up to the last", () => {
    const stream = createStream(7);
    for (let round = 0; round < 40; round += 1) {
      // Few angles, so that many are equally similar; junk, distractors and a picture of nothing among them.
      const pictures = (count: number) =>
        circle(
          ...Array.from({ length: count }, () => [30 * stream.below(6), stream.below(4) - 1, stream.below(2)] as const),
        );
      const [asked, among] = [pictures(5), pictures(stream.below(14))];
      const nothing = {
        ...among,
        embeddings: Array.from(among.embeddings, (value, index) => (index < 2 ? Number.NaN : value)),
      };
      for (const searched of [among, nothing]) {
        const sorted = rankGallery(asked, searched).map((list) => list.map(({ hit }) => hit));
        const cut = sorted.map((list) => list.slice(0, list.lastIndexOf(true) + 1));
        expect([...hitsOfQueries(asked, searched)]).toEqual(cut);
      }
    }
  });

  test("refuses what does not fit", () => {
    expect(() => retrieval(query, { ...gallery, size: 3 })).toThrow("queries have 2 numbers, the gallery has 3");
    expect(() => retrieval(query, { ...gallery, ids: [1] })).toThrow("12 numbers and 6 cameras for 1 rows of 2");
  });
});
