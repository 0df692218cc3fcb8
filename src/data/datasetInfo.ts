/** What is known of a data set before any picture exists; enough to build networks, forms and legends. */
export interface DatasetInfo {
  /** Pixels. */
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Number of classes, the width of every classifier. */
  readonly classes: number;
  readonly trainCount: number;
  readonly testCount: number;
  /** Validation images that the set has of its own; absent: none. */
  readonly validationCount?: number;
  /** `[classes]`. */
  readonly classNames: readonly string[];
  /** One for all channels, or one for each. */
  readonly normalise: Normalisation | readonly Normalisation[];
  /** Coarser questions whose answers follow from the class: "which texture", "which composition". */
  readonly hierarchies: readonly LabelHierarchy[];
  /** Present when the test pictures show identities that training never saw: they are found again, not classified. */
  readonly retrieval?: RetrievalLayout;
}

/**
 * How a test set of identities is divided into queries and the gallery that they are looked for in. Drawn identities have so many
 * pictures each; photographs have any number, and all queries stand first.
 */
export type RetrievalLayout = EvenRetrieval | QueriesFirst;

/** Test picture n shows identity ⌊n / pictures⌋, and of each identity's pictures the first `queries` are asked for. */
export interface EvenRetrieval {
  readonly identities: number;
  /** Number of the first identity; the others follow. */
  readonly first: number;
  /** Test pictures of each identity. */
  readonly pictures: number;
  /** Of these, how many are queries. */
  readonly queries: number;
}

export interface QueriesFirst {
  /** The first so many test pictures; the others are the gallery. */
  readonly queriesFirst: number;
}

/** A byte x enters a network as (x / 255 - mean) / deviation. */
export interface Normalisation {
  readonly mean: number;
  readonly deviation: number;
}

/** A partition of the classes. */
export interface LabelHierarchy {
  /** Stable name, as in recorded metrics: `composition`. */
  readonly name: string;
  readonly title: string;
  /** `[classes]`, the group of each class. */
  readonly groups: readonly number[];
  /** One name per group. */
  readonly groupNames: readonly string[];
}
