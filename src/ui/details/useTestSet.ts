import { useEffect, useState } from "react";
import type { ImageSet } from "../../data/imageSet";
import { datasetEntry } from "../../experiment/network";
import type { Experiment } from "../../experiment/experiment";

/** The test pictures, on their way, or why there are none. */
export type TestSet =
  | { readonly kind: "loading" }
  | { readonly kind: "ready"; readonly set: ImageSet }
  | { readonly kind: "failed"; readonly why: string };

let kept: { readonly key: string; readonly set: Promise<ImageSet> } | undefined;

/** The test split by the same code that the worker runs, in slices that leave the page responsive; the last set is kept. */
export function useTestSet({ dataset, seed }: Pick<Experiment, "dataset" | "seed">): TestSet {
  const key = JSON.stringify([dataset, seed]);
  const [loaded, setLoaded] = useState<{ readonly key: string; readonly result: TestSet }>();
  useEffect(() => {
    let wanted = true;
    const tell = (result: TestSet): void => {
      if (wanted) setLoaded({ key, result });
    };
    if (kept?.key !== key) {
      kept = {
        key,
        set: datasetEntry(dataset.kind)
          .load(dataset, seed)
          .then(({ test }) => test),
      };
    }
    kept.set.then(
      (set) => tell({ kind: "ready", set }),
      (error: unknown) => {
        kept = undefined;
        tell({ kind: "failed", why: error instanceof Error ? error.message : String(error) });
      },
    );
    return () => {
      wanted = false;
    };
    // The key stands for data set and seed.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key]);
  return loaded?.key === key ? loaded.result : { kind: "loading" };
}
