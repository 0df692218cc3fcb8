import type { GraphBuilder, Scope } from "../graphBuilder";

/**
 * Everything that the lab knows of one kind of block, in one record: how it is built and what it makes of channels, of the
 * map's size and of what a batch norm has yet to see. A kind is one file and one line in `block.ts`.
 */
export interface BlockKind<B extends { readonly op: string }> {
  /** Expands a block into primitives and returns the name of the tensor that it leaves behind. */
  build(builder: GraphBuilder, scope: Scope, input: string, block: B): string;
  /**
   * The block of a wider or narrower net.
   * @param times multiplies a number of channels by the factor and rounds to a whole number, at least 1.
   */
  widened(block: B, times: (channels: number) => number): B;
  /** Channels that a block leaves, given those that come in. */
  channelsAfter(block: B, channels: number): number;
  /** By how much a block divides the map's size. */
  strideOf(block: B): number;
  /** The block as it stands inside a stage: without its stride. */
  unstrided(block: B): B;
  /** Whether it only changes the map's size, between the layers that learn features: a copy of the stage keeps it. */
  readonly resampling: boolean;
  /** Whether it begins with a batch norm of its own, and so may read a raw sum. */
  readonly startsWithNorm: boolean;
  /**
   * Whether the tensor after a block still lacks batch norm and activation.
   * @param before whether the tensor before it did.
   */
  leavesRawSum(block: B, before: boolean): boolean;
}

interface Filters {
  readonly filters: number;
  readonly stride: number;
}

/** What most blocks have in common: `filters` channels leave, a stride, batch norm and activation at the end. */
export const filtersAndStride = {
  widened: <B extends Filters>(block: B, times: (channels: number) => number): B => ({
    ...block,
    filters: times(block.filters),
  }),
  channelsAfter: ({ filters }: Filters): number => filters,
  strideOf: ({ stride }: Filters): number => stride,
  unstrided: <B extends Filters>(block: B): B => ({ ...block, stride: 1 }),
  resampling: false,
  startsWithNorm: false,
  leavesRawSum: (): boolean => false,
} as const;
