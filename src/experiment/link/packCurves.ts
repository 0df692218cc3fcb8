import { deflateSync, Inflate } from "fflate";

/**
 * How curves are written: codec 1 in 254 levels (a byte each), codec 2 in 14 (half a byte); the highest code is a gap. Codes
 * are differences along each curve, deflated (raw), as base64 with `-` and `~` as the last two symbols and no padding.
 */
export type CurveCodec = 1 | 2;

/** What a link may unfold to: eight thousand characters of deflate can hold six million. */
export const MAX_UNPACKED_BYTES = 65_536;
/** Bytes given to the inflater at once: what it makes of them is bounded by a thousand times that. */
const SLICE = 32;

/** The range that values are measured in. */
export interface CurveRange {
  readonly low: number;
  readonly high: number;
}

/** The largest error that a codec makes, as a part of the range. */
export const CODEC_ERROR = { 1: 0.5 / 254, 2: 0.5 / 14 } as const;

/** @param curves of one length; null is a gap; values outside the range are set to its ends. */
export function packCurves(
  curves: readonly (readonly (number | null)[])[],
  codec: CurveCodec,
  { low, high }: CurveRange,
): string {
  const gap = codec === 1 ? 255 : 15;
  const codes = curves.flatMap((curve) => {
    let last = 0;
    return curve.map((value) => {
      const share = value === null ? Number.NaN : Math.min(1, Math.max(0, (value - low) / (high - low)));
      const code = Number.isNaN(share) ? gap : Math.round(share * (gap - 1));
      const difference = (code - last + gap + 1) % (gap + 1);
      last = code;
      return difference;
    });
  });
  const bytes =
    codec === 1
      ? Uint8Array.from(codes)
      : Uint8Array.from(
          { length: Math.ceil(codes.length / 2) },
          (_, at) => (codes[2 * at] ?? 0) * 16 + (codes[2 * at + 1] ?? 0),
        );
  const binary = Array.from(deflateSync(bytes, { level: 9 }), (byte) => String.fromCharCode(byte)).join("");
  return `${codec}${btoa(binary).replaceAll("+", "-").replaceAll("/", "~").replaceAll("=", "")}`;
}

/**
 * Reads so many curves of so many points.
 * @returns undefined when the text holds anything else. Never throws; work is bounded by characters and bytes.
 */
export function unpackCurves(
  text: string,
  curves: number,
  points: number,
  { low, high }: CurveRange,
): readonly (readonly (number | null)[])[] | undefined {
  const codec = text[0];
  const total = curves * points;
  if ((codec !== "1" && codec !== "2") || total === 0) return undefined;
  const size = codec === "1" ? total : Math.ceil(total / 2);
  const bytes = size > MAX_UNPACKED_BYTES ? undefined : inflated(text.slice(1), size);
  if (bytes === undefined) return undefined;
  const gap = codec === "1" ? 255 : 15;
  const codeAt = (at: number): number => {
    if (codec === "1") return bytes[at] ?? 0;
    const both = bytes[at >> 1] ?? 0;
    return at % 2 === 0 ? both >> 4 : both & 15;
  };
  return Array.from({ length: curves }, (_, curve) => {
    let last = 0;
    return Array.from({ length: points }, (_, point) => {
      last = (last + codeAt(curve * points + point)) % (gap + 1);
      return last === gap ? null : low + (last / (gap - 1)) * (high - low);
    });
  });
}

/** Exactly so many bytes, or nothing; stops as soon as there are more. */
function inflated(base64: string, size: number): Uint8Array | undefined {
  if (!/^[A-Za-z0-9~-]*$/.test(base64)) return undefined;
  const bytes = new Uint8Array(size);
  let length = 0;
  let ended = false;
  try {
    const binary = atob(base64.replaceAll("-", "+").replaceAll("~", "/"));
    const packed = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    const inflate = new Inflate((part, final) => {
      if (length + part.length <= size) bytes.set(part, length);
      length += part.length;
      ended ||= final;
    });
    for (let at = 0; at < packed.length && length <= size; at += SLICE) {
      inflate.push(packed.subarray(at, at + SLICE), at + SLICE >= packed.length);
    }
  } catch {
    return undefined;
  }
  return ended && length === size ? bytes : undefined;
}
