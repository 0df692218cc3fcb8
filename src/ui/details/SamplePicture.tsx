import { useCallback } from "react";
import { imageBytes, type ImageSet } from "../../data/imageSet";
import styles from "./Samples.module.css";

interface SamplePictureProps {
  readonly set: ImageSet;
  readonly index: number;
  readonly title: string;
}

/** One image of a set; grey ones have one channel. */
export function SamplePicture({ set, index, title }: SamplePictureProps) {
  const paint = useCallback(
    (canvas: HTMLCanvasElement | null) => {
      if (canvas !== null) paintImage(canvas, set, index);
    },
    [set, index],
  );
  return <canvas ref={paint} className={styles.picture} role="img" aria-label={title} title={title} />;
}

function paintImage(canvas: HTMLCanvasElement, set: ImageSet, index: number): void {
  const { width, height, channels, images } = set;
  const context = canvas.getContext("2d");
  if (context === null) return;
  canvas.width = width;
  canvas.height = height;
  const pixels = context.createImageData(width, height);
  const from = index * imageBytes(set);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      pixels.data[pixel * 4 + channel] = images[from + pixel * channels + Math.min(channel, channels - 1)] ?? 0;
    }
    pixels.data[pixel * 4 + 3] = 255;
  }
  context.putImageData(pixels, 0, 0);
}
