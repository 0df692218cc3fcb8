import type { EvenRetrieval } from "../datasetInfo";
import type { TotemIdentityOptions } from "./identity";
import type { Split } from "./split";

/** Test identities are numbered from here, so that no number of training identities below it reaches them. */
export const FIRST_TEST_IDENTITY = 5000;

/** Pictures of each test identity: two of every camera. */
const TEST_VIEWS = 8;

/** The first views of each test identity are asked for, the other six are the gallery. */
const QUERY_VIEWS = 2;

export interface IdentitySettings {
  readonly seed: number;
  /** Pixels, a multiple of 4. */
  readonly size: number;
  /** 0 to 1. */
  readonly difficulty: number;
  /** Identities to learn, numbered from 0. */
  readonly identities: number;
  /** Pictures of each of them. */
  readonly views: number;
  /** Identities to find again, numbered from {@link FIRST_TEST_IDENTITY}. */
  readonly testIdentities: number;
}

/**
 * Which identities and views one split of the "who is it?" set shows; no identity is in both splits.
 * @throws RangeError when there are so many training identities that they would reach the test identities.
 */
export function identitySplit(settings: IdentitySettings, split: Split): TotemIdentityOptions {
  const { seed, size, difficulty, identities, views, testIdentities } = settings;
  if (!(identities <= FIRST_TEST_IDENTITY)) {
    throw new RangeError(
      `identities: ${identities} to learn would reach the test identities; expected at most ${FIRST_TEST_IDENTITY}`,
    );
  }
  const range = (first: number, count: number) => Array.from({ length: count }, (_, position) => first + position);
  return split === "train"
    ? { seed, size, difficulty, split, views, ids: range(0, identities) }
    : { seed, size, difficulty, split, views: TEST_VIEWS, ids: range(FIRST_TEST_IDENTITY, testIdentities) };
}

/** How the test pictures are divided into queries and gallery. */
export function identityLayout(testIdentities: number): EvenRetrieval {
  return { identities: testIdentities, first: FIRST_TEST_IDENTITY, pictures: TEST_VIEWS, queries: QUERY_VIEWS };
}
