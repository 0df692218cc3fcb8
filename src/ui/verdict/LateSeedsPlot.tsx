import { lazy, Suspense, type ComponentProps } from "react";
import type { SeedsPlot as Plot } from "./SeedsPlot";

const SeedsPlot = lazy(async () => ({ default: (await import("./SeedsPlot")).SeedsPlot }));

/** The marks of seeds; the first screen of a first visit has none. */
export function LateSeedsPlot(props: ComponentProps<typeof Plot>) {
  return (
    <Suspense>
      <SeedsPlot {...props} />
    </Suspense>
  );
}
