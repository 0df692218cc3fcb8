import { Suspense, type ComponentProps } from "react";
import type { SeedsPlot as Plot } from "./SeedsPlot";
import { faultWords } from "../words/faultWords";
import { late } from "../faults/late";

const SeedsPlot = late(faultWords.names.seedsPlot, async () => (await import("./SeedsPlot")).SeedsPlot);

/** The marks of seeds; the first screen of a first visit has none. */
export function LateSeedsPlot(props: ComponentProps<typeof Plot>) {
  return (
    <Suspense>
      <SeedsPlot {...props} />
    </Suspense>
  );
}
