import type { ChartSlice } from "./chartState";
import type { SliceCreator } from "./labState";

export const createChartSlice: SliceCreator<ChartSlice> = (set, get) => ({
  crosshair: undefined,
  zoom: undefined,
  fitHeight: false,

  pointAtStep(crosshair) {
    if (crosshair !== get().crosshair) set({ crosshair });
  },
  zoomTo(range) {
    const { record, experiment } = get();
    const total = record?.budget ?? experiment.training.budget;
    if (range === undefined) {
      set({ zoom: undefined });
      return;
    }
    const from = Math.max(0, Math.round(Math.min(range.from, range.to)));
    const to = Math.min(total, Math.round(Math.max(range.from, range.to)));
    const whole = from === 0 && to === total;
    set({ zoom: to <= from || whole ? undefined : { from, to } });
  },
  toggleFitHeight: () => set({ fitHeight: !get().fitHeight }),
});
