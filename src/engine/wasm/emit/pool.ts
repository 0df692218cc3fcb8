import type { Family } from "../../plan/operations";
import type { PoolShape, ResizeShape } from "../../plan/shapes";
import type { Argument, Emission } from "../emission";

export const poolFamily = {
  maxPool(out, { shape }, { x }, { y }) {
    out.call("maxPool", x, y, ...windows(shape));
  },
  maxPoolGradient(out, { shape, accumulate }, { dy, x }, { dx }) {
    out.call("maxPoolGradient", dy, x, dx, ...windows(shape), accumulate);
  },
  averagePool(out, { shape }, { x }, { y }) {
    out.call("averagePool", x, y, ...windows(shape));
  },
  averagePoolGradient(out, { shape, accumulate }, { dy }, { dx }) {
    out.call("averagePoolGradient", dy, dx, ...windows(shape), accumulate);
  },
  resizePool(out, { shape }, { x }, { y }) {
    out.call("resizePool", x, y, ...sizes(shape));
  },
  resizePoolGradient(out, { shape, accumulate }, { dy }, { dx }) {
    out.call("resizePoolGradient", dy, dx, ...sizes(shape), accumulate);
  },
  globalMean(out, { batch, pixels, channels }, { x }, { y }) {
    out.call("globalMean", x, y, batch, pixels, channels);
  },
  globalMeanGradient(out, { batch, pixels, channels, accumulate }, { dy }, { dx }) {
    out.call("globalMeanGradient", dy, dx, batch, pixels, channels, accumulate);
  },
} satisfies Partial<Family<Emission>>;

function sizes({ batch, height, width, channels, outHeight, outWidth }: ResizeShape): Argument[] {
  return [batch, height, width, channels, outHeight, outWidth];
}

function windows({ kernel, stride, before, ...shape }: PoolShape): Argument[] {
  return [...sizes(shape), kernel, stride, before];
}
