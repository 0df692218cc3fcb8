import { DatasetError } from "../datasetError";
import type { ImageSet } from "../imageSet";
import { interleave } from "./planes";
import type { NpyArray } from "./npy";

/**
 * Images and labels of two arrays: `[count, height, width]`, with channels last or first; labels `[count]` or `[count, 1]`.
 * @throws DatasetError when they are none, or do not belong together.
 */
export function imageSetOfArrays(images: NpyArray, labels: NpyArray, file: string): ImageSet {
  const { shape, data } = images;
  if (!(data instanceof Uint8Array) || shape.length < 3 || shape.length > 4) {
    throw new DatasetError({ code: "shape", file, shape, want: "images" });
  }
  const [count = 0, second = 0, third = 0, last = 1] = shape;
  const first = shape.length === 4 && last > 4 && second <= 4;
  const [height, width, channels] = first ? [third, last, second] : [second, third, last];
  if (channels !== 1 && channels !== 3) throw new DatasetError({ code: "shape", file, shape, want: "images" });
  const labelCount = labels.shape[0] ?? 0;
  if (labels.data.length !== labelCount || labels.shape.length > 2) {
    throw new DatasetError({ code: "shape", file, shape: labels.shape, want: "labels" });
  }
  if (labelCount !== count) throw new DatasetError({ code: "counts", file, images: count, labels: labelCount });
  const pixels = first && channels > 1 ? channelsLast(data, count, height * width, channels) : data;
  return { count, height, width, channels, images: pixels, labels: labelsOf(labels, file) };
}

function channelsLast(data: Uint8Array, count: number, pixels: number, channels: number): Uint8Array<ArrayBuffer> {
  const images = new Uint8Array(data.length);
  const bytes = pixels * channels;
  for (let image = 0; image < count; image += 1) {
    interleave(data.subarray(image * bytes, (image + 1) * bytes), images, image * bytes, pixels, channels);
  }
  return images;
}

function labelsOf({ data }: NpyArray, file: string): Uint16Array<ArrayBuffer> {
  const labels = new Uint16Array(data.length);
  for (let image = 0; image < data.length; image += 1) {
    const label = Number(data[image]);
    if (!Number.isInteger(label) || label < 0 || label > 0xffff) {
      throw new DatasetError({ code: "labelOutOfRange", file, label, classes: 0x10000, image });
    }
    labels[image] = label;
  }
  return labels;
}
