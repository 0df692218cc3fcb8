import { useCallback } from "react";
import { fetchImage, imageAt } from "../../data/imageAt";
import type { ImageSet } from "../../data/imageSet";
import { areHeld } from "../../data/pixels";
import { paintImage } from "../common/paintImage";
import styles from "./Samples.module.css";

interface SamplePictureProps {
  readonly set: ImageSet;
  readonly index: number;
  readonly title: string;
}

/** One image of a set, when it has come from its file where it does not lie in memory; grey ones have one channel. */
export function SamplePicture({ set, index, title }: SamplePictureProps) {
  const paint = useCallback(
    (canvas: HTMLCanvasElement | null) => {
      if (canvas === null) return undefined;
      if (areHeld(set.images)) {
        paintImage(canvas, set, imageAt(set, index));
        return undefined;
      }
      let wanted = true;
      fetchImage(set, index).then(
        (image) => {
          if (wanted) paintImage(canvas, set, image);
        },
        () => undefined,
      );
      return () => {
        wanted = false;
      };
    },
    [set, index],
  );
  return <canvas ref={paint} className={styles.picture} role="img" aria-label={title} title={title} />;
}
