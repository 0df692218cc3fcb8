/** A picture as its file shows it, upright. */
export interface DecodedImage {
  readonly width: number;
  readonly height: number;
  /** 1 for grey, 3 for colour; transparent pixels lie on white. */
  readonly channels: 1 | 3;
  /** `[height, width, channels]`. */
  readonly pixels: Uint8Array<ArrayBuffer>;
}

/**
 * Decodes a picture's file; what it can depends on the machine.
 * @param file its path, for messages.
 * @throws DatasetError when it cannot be read, is too large, or of a format that is not known here.
 */
export type ImageDecoder = (bytes: Uint8Array<ArrayBuffer>, file: string) => Promise<DecodedImage>;

/** Larger pictures are refused before memory is taken for them: 64 million pixels. */
export const MAX_PIXELS = 1 << 26;
