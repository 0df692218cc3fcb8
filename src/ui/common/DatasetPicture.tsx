import { useLayoutEffect, useRef, type CSSProperties } from "react";
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

/**
 * One picture of the data set: drawn from the experiment's seed as the worker draws it, or one of those that are kept here;
 * empty where it cannot be had.
 */
export function DatasetPicture({ experiment, split, index, label, className, style }: DatasetPictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    let wanted = true;
    const paint = (bytes?: Uint8Array | null): void => {
      if (wanted && canvas.current !== null) paintPicture(canvas.current, experiment, bytes);
    };
    const { dataset, seed } = experiment;
    const { picture } = datasetEntry(dataset.kind);
    paint(picture?.(dataset, seed, split, index));
    if (picture === undefined && "hash" in dataset) {
      const kept = import("../../storage/imageStore");
      // The notice above the page tells of code that does not come.
      kept.then(({ keptPicture }) => keptPicture(dataset.hash, split, index)).then(paint, () => undefined);
    }
    return () => {
      wanted = false;
    };
  }, [experiment, split, index]);
  const words = label === undefined ? { "aria-hidden": true } : { role: "img", "aria-label": label };
  return <canvas ref={canvas} className={className} style={style} {...words} />;
}

function paintPicture(canvas: HTMLCanvasElement, experiment: Experiment, bytes: Uint8Array | null | undefined): void {
  const context = canvas.getContext("2d");
  if (context === null) return;
  const { width, height, channels } = datasetInfoOf(experiment);
  // Whatever was there before is gone with this.
  canvas.width = width;
  canvas.height = height;
  if (!bytes) return;
  const pixels = context.createImageData(width, height);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    for (let colour = 0; colour < 3; colour += 1) {
      pixels.data[pixel * 4 + colour] = bytes[pixel * channels + Math.min(colour, channels - 1)] ?? 0;
    }
    pixels.data[pixel * 4 + 3] = 255;
  }
  context.putImageData(pixels, 0, 0);
}
