import { useLayoutEffect, useRef, type CSSProperties } from "react";
import type { Experiment } from "../../experiment/experiment";
import { datasetEntry, datasetInfoOf } from "../../experiment/network";
import { paintImage } from "./paintImage";

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
    const paint = (image: Uint8Array | undefined): void => {
      if (wanted && canvas.current !== null) paintImage(canvas.current, datasetInfoOf(experiment), image);
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
