import type { Normalisation } from "./datasetInfo";

/** `[256]`, the network input of each byte: (x / 255 - mean) / deviation in double precision, rounded once to float. */
export function normalisationTable({ mean, deviation }: Normalisation): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: 256 }, (_, byte) => (byte / 255 - mean) / deviation);
}
