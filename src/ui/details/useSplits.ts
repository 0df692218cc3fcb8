import { useEffect, useState } from "react";
import type { Splits } from "../../catalog/datasets/dataset";
import { datasetEntry } from "../../experiment/network";
import type { Experiment } from "../../experiment/experiment";
import { DatasetError } from "../../data/datasetError";
import { withKeptImages } from "../../storage/imageStore";
import { isMissing } from "../faults/pageFaults";
import { datasetText } from "../words/datasetWords";
import { textOf } from "../words/errorWords";
import { faultWords } from "../words/faultWords";

/** The pictures of a data set, on their way, or why there are none. */
export type LoadedSplits =
  | { readonly kind: "loading" }
  | { readonly kind: "ready"; readonly splits: Splits }
  | { readonly kind: "failed"; readonly why: string };

interface Kept {
  readonly key: string;
  readonly splits: Promise<Splits>;
  readonly stop: AbortController;
  /** Views that wait for it. */
  waiting: number;
}

/** Where images of somebody's own are; drawn ones are drawn again. */
const images = withKeptImages(undefined);

let kept: Kept | undefined;

function whyNot(error: unknown): string {
  if (error instanceof DatasetError) return datasetText(error.fault);
  return isMissing(error) ? faultWords.missing : textOf(error);
}

/** Both splits by the same code that the worker runs, in slices that leave the page responsive; the last ones are kept. */
export function useSplits({ dataset, seed }: Pick<Experiment, "dataset" | "seed">): LoadedSplits {
  const key = JSON.stringify([dataset, seed]);
  const [loaded, setLoaded] = useState<{ readonly key: string; readonly result: LoadedSplits }>();
  useEffect(() => {
    let wanted = true;
    const tell = (result: LoadedSplits): void => {
      if (wanted) setLoaded({ key, result });
    };
    if (kept?.key !== key) {
      const stop = new AbortController();
      kept = {
        key,
        splits: datasetEntry(dataset.kind).load(dataset, seed, { signal: stop.signal, cache: images }),
        stop,
        waiting: 0,
      };
    }
    const own = kept;
    own.waiting += 1;
    let settled = false;
    own.splits.then(
      (splits) => {
        settled = true;
        tell({ kind: "ready", splits });
      },
      (error: unknown) => {
        settled = true;
        if (kept === own) kept = undefined;
        tell({ kind: "failed", why: whyNot(error) });
      },
    );
    return () => {
      wanted = false;
      own.waiting -= 1;
      if (settled || own.waiting > 0) return;
      // Nobody looks at it any more: what is half drawn is not drawn to its end.
      own.stop.abort();
      if (kept === own) kept = undefined;
    };
    // The key stands for data set and seed.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key]);
  return loaded?.key === key ? loaded.result : { kind: "loading" };
}
