import { DatasetError } from "../data/datasetError";
import { decodePng, isPng } from "../data/files/decodePng";
import { MAX_PIXELS, type ImageDecoder } from "../data/files/imageDecoder";
import { asDecoded } from "../data/files/opaque";

/**
 * Decodes whatever the browser can; PNG by ourselves, to the same bytes everywhere. Of an animation the first frame, upright as its
 * camera says, without a colour profile, transparent parts on white.
 */
export const browserDecoder: ImageDecoder = async (bytes, file) => {
  if (isPng(bytes)) return decodePng(bytes, file);
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(new Blob([bytes]), {
      imageOrientation: "from-image",
      colorSpaceConversion: "none",
      premultiplyAlpha: "none",
    });
  } catch (cause) {
    const told = cause instanceof Error ? cause.message.replace(/[.]$/, "") : String(cause);
    throw new DatasetError({ code: "notAnImage", file, told }, { cause });
  }
  const { width, height } = bitmap;
  try {
    if (width * height > MAX_PIXELS) {
      throw new DatasetError({ code: "imageTooLarge", file, width, height, most: MAX_PIXELS });
    }
    const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
    if (context === null) throw new DatasetError({ code: "notAnImage", file, told: "" });
    context.drawImage(bitmap, 0, 0);
    return asDecoded(context.getImageData(0, 0, width, height).data, width, height, 4);
  } finally {
    bitmap.close();
  }
};
