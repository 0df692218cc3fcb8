/** A part of a run, in steps; both ends included. */
export interface StepRange {
  readonly from: number;
  readonly to: number;
}

/** What all charts over time share: where one points, which part is drawn, how high. */
export interface ChartSlice {
  /** The step under the pointer in any chart; undefined where none is pointed at. */
  readonly crosshair: number | undefined;
  /** The part of the run that charts draw; undefined: from 0 to the budget. */
  readonly zoom: StepRange | undefined;
  /** The height of the charts follows the values that are drawn. */
  readonly fitHeight: boolean;

  pointAtStep(step: number | undefined): void;
  /** Draws a part of the run; a range without a step in it, or undefined, draws the whole again. */
  zoomTo(range: StepRange | undefined): void;
  toggleFitHeight(): void;
}
