import { useCallback } from "react";
import { totemSplit } from "../../data/totem/split";
import type { Experiment } from "../../experiment/experiment";
import { useLab } from "../common/labContext";
import styles from "./Diagram.module.css";

/** An early image of the training set that is easy to read: class 5 of the 20 that take turns. */
const SHOWN = 5;

/** One training image of the data set, drawn from the experiment's seed as the worker draws it. */
export function InputPicture({ y }: { readonly y: number }) {
  const dataset = useLab((state) => state.experiment.dataset);
  const seed = useLab((state) => state.experiment.seed);
  const paint = useCallback(
    (canvas: HTMLCanvasElement | null) => {
      if (canvas !== null) paintPicture(canvas, dataset, seed);
    },
    [dataset, seed],
  );
  return <canvas ref={paint} className={styles.picture} style={{ top: y - 24 }} aria-hidden="true" />;
}

function paintPicture(canvas: HTMLCanvasElement, dataset: Experiment["dataset"], seed: number): void {
  const context = canvas.getContext("2d");
  if (context === null || dataset.kind !== "totem") return;
  const size = Number(dataset.size);
  const { images } = totemSplit(dataset.seed === 0 ? seed : dataset.seed, "train", SHOWN + 1, size, dataset.difficulty);
  canvas.width = size;
  canvas.height = size;
  const pixels = context.createImageData(size, size);
  const from = SHOWN * size * size * 3;
  for (let pixel = 0; pixel < size * size; pixel += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      pixels.data[pixel * 4 + channel] = images[from + pixel * 3 + channel] ?? 0;
    }
    pixels.data[pixel * 4 + 3] = 255;
  }
  context.putImageData(pixels, 0, 0);
}
