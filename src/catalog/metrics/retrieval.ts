/**
 * Instance retrieval: who is it? Every query picture is compared with a gallery of pictures of identities that training
 * never saw, and the gallery is ranked by similarity.
 *
 * Source: Zheng et al., Scalable Person Re-identification: A Benchmark, ICCV 2015 (Market-1501), section 5.1; the order of
 * operations follows KaiyangZhou/deep-person-reid, torchreid/metrics/rank.py eval_market1501.
 */

/** Pictures as a network sees them. */
export interface Identities {
  /** `[rows, size]`; need not have unit length. */
  readonly embeddings: ArrayLike<number>;
  /** Numbers per row. */
  readonly size: number;
  /** `[rows]`. {@link JUNK} marks gallery pictures that count neither as right nor as wrong; any other id is an identity. */
  readonly ids: ArrayLike<number>;
  /** `[rows]`, the camera or view that took the picture. */
  readonly cameras: ArrayLike<number>;
}

/** Id of gallery pictures without a usable identity, such as a bad detection. */
export const JUNK = -1;

export interface RetrievalOptions {
  /** How precision is averaged; `trapezoid` is what the Market-1501 tool in Matlab computes. */
  readonly precision?: "standard" | "trapezoid";
  /** A query that has no right answer in the gallery: left out (deep-person-reid), or counted as 0 (Matlab). */
  readonly unmatched?: "skip" | "zero";
}

export interface Retrieval {
  /** Mean over the queries of {@link averagePrecision}; 0 without any. */
  readonly meanAveragePrecision: number;
  /** Share of the queries with a right answer among the first k. */
  cumulativeMatch(k: number): number;
  /** Queries that count. */
  readonly queries: number;
}

/**
 * Ranks the gallery for every query and summarises the ranks.
 * @throws RangeError when sizes or lengths contradict each other.
 */
export function retrieval(
  query: Identities,
  gallery: Identities,
  { precision = "standard", unmatched = "skip" }: RetrievalOptions = {},
): Retrieval {
  const average = precision === "standard" ? averagePrecision : trapezoidPrecision;
  const firstHits: number[] = [];
  let sum = 0;
  for (const ranking of rankGallery(query, gallery)) {
    const hits = ranking.map(({ hit }) => hit);
    const first = hits.indexOf(true);
    if (first < 0 && unmatched === "skip") continue;
    firstHits.push(first < 0 ? Infinity : first);
    sum += average(hits);
  }
  const queries = firstHits.length;
  return {
    meanAveragePrecision: queries === 0 ? 0 : sum / queries,
    cumulativeMatch: (k) => (queries === 0 ? 0 : firstHits.filter((first) => first < k).length / queries),
    queries,
  };
}

/** A gallery picture in a ranked list. */
export interface RankedPicture {
  /** Row of the gallery. */
  readonly index: number;
  /** It shows the identity that was asked for. */
  readonly hit: boolean;
}

/**
 * The gallery ranked for every query, most similar first, without what the junk rule leaves out.
 * @returns `[queries]` lists.
 * @throws RangeError when sizes or lengths contradict each other.
 */
export function rankGallery(query: Identities, gallery: Identities): readonly (readonly RankedPicture[])[] {
  return Array.from(similaritiesOf(query, gallery), ([row, similarity]) =>
    rankedPictures(query, gallery, row, similarity),
  );
}

/**
 * For every query which ranks are right answers, up to the last one: what follows it changes no figure, and the lists of thousands of
 * queries in a gallery of thousands would not fit into memory. Nothing is sorted: a right answer's rank is the number of pictures
 * that are more similar.
 * @returns one list a query, as {@link rankedHits} gives it without its end.
 * @throws RangeError when sizes or lengths contradict each other.
 */
export function* hitsOfQueries(query: Identities, gallery: Identities): Generator<readonly boolean[], void, undefined> {
  for (const [row, similarity] of similaritiesOf(query, gallery)) yield hitsUpToLast(query, gallery, row, similarity);
}

function hitsUpToLast(
  query: Identities,
  gallery: Identities,
  row: number,
  similarity: Float64Array,
): readonly boolean[] {
  const [id, camera] = [query.ids[row], query.cameras[row]];
  const scores = similarity.map((score) => (Number.isNaN(score) ? -Infinity : score));
  const right: number[] = [];
  for (let index = 0; index < scores.length; index += 1) {
    if (gallery.ids[index] === id && id !== JUNK && gallery.cameras[index] !== camera) right.push(index);
  }
  const ranks = right.map((hit) => {
    const own = scores[hit] ?? 0;
    let before = 0;
    for (let index = 0; index < scores.length; index += 1) {
      const score = scores[index] ?? 0;
      if (score < own || (score === own && index >= hit)) continue;
      const other = gallery.ids[index];
      if (other !== JUNK && (other !== id || gallery.cameras[index] !== camera)) before += 1;
    }
    return before;
  });
  const hits = Array.from({ length: Math.max(-1, ...ranks) + 1 }, () => false);
  for (const rank of ranks) hits[rank] = true;
  return hits;
}

/** Of every query its cosines with the gallery, `[gallery rows]`. */
function* similaritiesOf(query: Identities, gallery: Identities): Generator<readonly [row: number, Float64Array]> {
  if (query.size !== gallery.size) {
    throw new RangeError(`retrieval: queries have ${query.size} numbers, the gallery has ${gallery.size}`);
  }
  const [unitQueries, unitGallery] = [unitRows(query), unitRows(gallery)];
  for (let row = 0; row < query.ids.length; row += 1) {
    yield [row, similarities(unitQueries, unitGallery, row, query.size)];
  }
}

/**
 * Which ranks of one query's list are right answers, most similar first. Gallery pictures of the same identity taken by the
 * same camera are left out, because finding them again is no achievement, and so is junk.
 * @param similarity `[gallery rows]`; ties keep the gallery's order, a NaN ranks last.
 */
export function rankedHits(
  query: Identities,
  gallery: Identities,
  row: number,
  similarity: ArrayLike<number>,
): readonly boolean[] {
  return rankedPictures(query, gallery, row, similarity).map(({ hit }) => hit);
}

function rankedPictures(
  query: Identities,
  gallery: Identities,
  row: number,
  similarity: ArrayLike<number>,
): readonly RankedPicture[] {
  const id = query.ids[row];
  const camera = query.cameras[row];
  const kept: (RankedPicture & { readonly score: number })[] = [];
  for (let index = 0; index < gallery.ids.length; index += 1) {
    const same = gallery.ids[index] === id;
    if (gallery.ids[index] === JUNK || (same && gallery.cameras[index] === camera)) continue;
    const score = similarity[index] ?? Number.NaN;
    kept.push({ index, hit: same, score: Number.isNaN(score) ? -Infinity : score });
  }
  // Compared, not subtracted: −∞ minus −∞ is no number. Array.sort is stable.
  kept.sort((a, b) => (a.score === b.score ? 0 : a.score > b.score ? -1 : 1));
  return kept.map(({ index, hit }) => ({ index, hit }));
}

/** (1/R) Σ precision at each of the R right answers; 0 when there is none. */
export function averagePrecision(hits: readonly boolean[]): number {
  let found = 0;
  let sum = 0;
  hits.forEach((hit, rank) => {
    if (!hit) return;
    found += 1;
    sum += found / (rank + 1);
  });
  return found === 0 ? 0 : sum / found;
}

/**
 * The area under the precision-recall curve by the trapezoid rule: at each right answer the mean of the precision there and
 * at the rank before, which is 1 before the first.
 */
export function trapezoidPrecision(hits: readonly boolean[]): number {
  let found = 0;
  let before = 1;
  let sum = 0;
  hits.forEach((hit, rank) => {
    if (hit) found += 1;
    const precision = found / (rank + 1);
    if (hit) sum += (before + precision) / 2;
    before = precision;
  });
  return found === 0 ? 0 : sum / found;
}

/** Rows divided by their length, in double precision. */
function unitRows({ embeddings, size, ids, cameras }: Identities): Float64Array {
  if (embeddings.length !== ids.length * size || cameras.length !== ids.length) {
    throw new RangeError(
      `retrieval: ${embeddings.length} numbers and ${cameras.length} cameras for ${ids.length} rows of ${size}`,
    );
  }
  const result = Float64Array.from(embeddings);
  for (let start = 0; start < result.length; start += size) {
    const unit = result.subarray(start, start + size);
    const length = Math.sqrt(unit.reduce((sum, value) => sum + value * value, 0)) + 1e-12;
    unit.forEach((value, index) => (unit[index] = value / length));
  }
  return result;
}

/** Cosines of one query with every gallery row; the same ranking as by Euclidean distance of unit vectors. */
function similarities(queries: Float64Array, gallery: Float64Array, row: number, size: number): Float64Array {
  const result = new Float64Array(size === 0 ? 0 : gallery.length / size);
  for (let index = 0; index < result.length; index += 1) {
    let sum = 0;
    for (let at = 0; at < size; at += 1) sum += (queries[row * size + at] ?? 0) * (gallery[index * size + at] ?? 0);
    result[index] = sum;
  }
  return result;
}
