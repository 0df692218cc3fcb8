import type { Family } from "../../plan/operations";
import type { Emission } from "../emission";
import { averagePoolForward, averagePoolGradient, maxPoolForward, maxPoolGradient } from "../kernels/pool";
import { globalMeanForward, globalMeanGradient } from "../kernels/reshape";
import { resizePoolForward, resizePoolGradient } from "../kernels/resizePool";

export const poolFamily = {
  maxPool(out, { shape }, { x }, { y }) {
    out.dispatch(maxPoolForward(shape), x, y);
  },
  maxPoolGradient(out, { shape, accumulate }, { dy, x }, { dx }) {
    out.dispatch(maxPoolGradient(shape, accumulate), dy, x, dx);
  },
  averagePool(out, { shape }, { x }, { y }) {
    out.dispatch(averagePoolForward(shape), x, y);
  },
  averagePoolGradient(out, { shape, accumulate }, { dy }, { dx }) {
    out.dispatch(averagePoolGradient(shape, accumulate), dy, dx);
  },
  resizePool(out, { shape }, { x }, { y }) {
    out.dispatch(resizePoolForward(shape), x, y);
  },
  resizePoolGradient(out, { shape, accumulate }, { dy }, { dx }) {
    out.dispatch(resizePoolGradient(shape, accumulate), dy, dx);
  },
  globalMean(out, { batch, pixels, channels }, { x }, { y }) {
    out.dispatch(globalMeanForward(batch, pixels, channels), x, y);
  },
  globalMeanGradient(out, { batch, pixels, channels, accumulate }, { dy }, { dx }) {
    out.dispatch(globalMeanGradient(batch, pixels, channels, accumulate), dy, dx);
  },
} satisfies Partial<Family<Emission>>;
