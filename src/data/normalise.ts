import type { DatasetInfo, Normalisation } from "./datasetInfo";

/** Bytes that a channel's part of the table has an entry for. */
export const BYTE_VALUES = 256;

/**
 * `[channels, 256]`, the network input of each byte of each channel: (x / 255 - mean) / deviation in double precision, rounded
 * once to float.
 */
export function normalisationTable({
  normalise,
  channels,
}: Pick<DatasetInfo, "normalise" | "channels">): Float32Array<ArrayBuffer> {
  const table = new Float32Array(channels * BYTE_VALUES);
  for (let channel = 0; channel < channels; channel += 1) {
    const { mean, deviation } = ofChannel(normalise, channel);
    for (let byte = 0; byte < BYTE_VALUES; byte += 1) {
      table[channel * BYTE_VALUES + byte] = (byte / 255 - mean) / deviation;
    }
  }
  return table;
}

function ofChannel(normalise: DatasetInfo["normalise"], channel: number): Normalisation {
  if (!isList(normalise)) return normalise;
  const own = normalise[channel];
  if (own === undefined) throw new RangeError(`channel ${channel} has no normalisation; there are ${normalise.length}`);
  return own;
}

const isList = (normalise: DatasetInfo["normalise"]): normalise is readonly Normalisation[] => Array.isArray(normalise);
