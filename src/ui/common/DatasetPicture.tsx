import { useCallback, type CSSProperties } from "react";
import type { Experiment } from "../../experiment/experiment";
import { datasetEntry, datasetInfoOf } from "../../experiment/network";

interface DatasetPictureProps {
  readonly experiment: Experiment;
  readonly split: "train" | "test";
  readonly index: number;
  /** What the picture shows; absent where it only decorates. */
  readonly label?: string;
  readonly className?: string | undefined;
  readonly style?: CSSProperties;
}

/** One picture of the data set, drawn from the experiment's seed as the worker draws it; empty where that cannot be. */
export function DatasetPicture({ experiment, split, index, label, className, style }: DatasetPictureProps) {
  const paint = useCallback(
    (canvas: HTMLCanvasElement | null) => {
      if (canvas !== null) paintPicture(canvas, experiment, split, index);
    },
    [experiment, split, index],
  );
  const words = label === undefined ? { "aria-hidden": true } : { role: "img", "aria-label": label };
  return <canvas ref={paint} className={className} style={style} {...words} />;
}

function paintPicture(canvas: HTMLCanvasElement, experiment: Experiment, split: "train" | "test", index: number): void {
  const { dataset, seed } = experiment;
  const bytes = datasetEntry(dataset.kind).picture?.(dataset, seed, split, index);
  const context = canvas.getContext("2d");
  if (bytes === undefined || context === null) return;
  const { width, height, channels } = datasetInfoOf(experiment);
  canvas.width = width;
  canvas.height = height;
  const pixels = context.createImageData(width, height);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    for (let colour = 0; colour < 3; colour += 1) {
      pixels.data[pixel * 4 + colour] = bytes[pixel * channels + Math.min(colour, channels - 1)] ?? 0;
    }
    pixels.data[pixel * 4 + 3] = 255;
  }
  context.putImageData(pixels, 0, 0);
}
