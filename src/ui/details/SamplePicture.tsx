import { useCallback } from "react";
import { imageAt } from "../../data/imageAt";
import type { ImageSet } from "../../data/imageSet";
import { paintImage } from "../common/paintImage";
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
      if (canvas !== null) paintImage(canvas, set, imageAt(set, index));
    },
    [set, index],
  );
  return <canvas ref={paint} className={styles.picture} role="img" aria-label={title} title={title} />;
}
