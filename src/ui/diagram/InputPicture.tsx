import { useMemo } from "react";
import { useLab } from "../common/labContext";
import { DatasetPicture } from "../common/DatasetPicture";
import styles from "./Diagram.module.css";

/** An early image of the training set that is easy to read: class 5 of the 20 that take turns in Totem. */
const SHOWN = 5;

/** One training image of the data set, drawn from the experiment's seed as the worker draws it. */
export function InputPicture({ y }: { readonly y: number }) {
  const experiment = useLab((state) => state.experiment);
  const { dataset, seed } = experiment;
  // Painted again when the pictures change, not with every other setting.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const painted = useMemo(() => experiment, [dataset, seed]);
  return (
    <DatasetPicture
      experiment={painted}
      split="train"
      index={SHOWN}
      className={styles.picture}
      style={{ top: y - 24 }}
    />
  );
}
