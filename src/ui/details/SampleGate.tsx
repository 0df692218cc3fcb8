import type { ReactNode } from "react";
import type { ImageSet } from "../../data/imageSet";
import { datasetInfoOf } from "../../experiment/network";
import { samplesAt } from "../../record/samples";
import type { ArmSamples } from "../../record/runRecord";
import { useLab, useChartRecord } from "../common/labContext";
import { useShownArms } from "../common/useShownArms";
import { samplesWords } from "../words/samplesWords";
import styles from "./Details.module.css";
import { validationSet } from "../../experiment/validationSet";
import { useSplits } from "./useSplits";

/** What the shown arms said at the step on display, and the pictures that they said it of. */
export interface Seen {
  readonly set: ImageSet;
  readonly classNames: readonly string[];
  readonly arms: readonly { readonly arm: number; readonly samples: ArmSamples }[];
}

/** Its content once answers and pictures are there; before, what is waited for. */
export function SampleGate({ children }: { readonly children: (seen: Seen) => ReactNode }) {
  const experiment = useLab((state) => state.experiment);
  const atStep = useLab((state) => state.scrubStep);
  const record = useChartRecord();
  const shown = useShownArms();
  const info = datasetInfoOf(experiment);
  const loaded = useSplits(experiment);
  const arms = shown.flatMap((arm) => {
    const curves = record?.arms[arm];
    const samples = curves === undefined ? undefined : samplesAt(curves, atStep);
    return samples === undefined ? [] : [{ arm, samples }];
  });
  const note = (text: string) => <p className={styles.note}>{text}</p>;
  if (info.retrieval !== undefined) return note(samplesWords.strangers);
  if (arms.length === 0) {
    const evaluated = record?.arms.some(({ metrics }) => metrics["accuracy"] !== undefined) ?? false;
    const kept = record?.arms.some(({ samples }) => samples.length > 0) ?? false;
    return note(evaluated && !kept ? samplesWords.old : samplesWords.empty);
  }
  if (loaded.kind === "failed") return note(samplesWords.failed(loaded.why));
  if (loaded.kind === "loading") return note(samplesWords.loading);
  const split = arms[0]?.samples.split ?? "test";
  const set = split === "test" ? loaded.splits.test : validationSet(loaded.splits, experiment);
  return children({ set, classNames: info.classNames, arms });
}
