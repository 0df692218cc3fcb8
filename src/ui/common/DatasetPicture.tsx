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
    // The shape at once, so that nothing moves when the picture comes. A notice tells of code that does not come.
    paint(undefined);
    pictureOf(experiment, split, index).then(paint, () => undefined);
    return () => {
      wanted = false;
    };
  }, [experiment, split, index]);
  const words = label === undefined ? { "aria-hidden": true } : { role: "img", "aria-label": label };
  return <canvas ref={canvas} className={className} style={style} {...words} />;
}

async function pictureOf(
  { dataset, seed }: Experiment,
  split: DatasetPictureProps["split"],
  index: number,
): Promise<Uint8Array | undefined> {
  const { picture } = datasetEntry(dataset.kind);
  if (picture !== undefined) return await picture(dataset, seed, split, index);
  if (!("hash" in dataset)) return undefined;
  return await (await import("../../storage/imageStore")).keptPicture(dataset.hash, split, index);
}
