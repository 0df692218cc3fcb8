import type { Family } from "../../plan/operations";
import { transient, type Region } from "../../plan/region";
import type { ConvShape } from "../../plan/shapes";
import type { AdapterFacts } from "../../device";
import type { Emission } from "../emission";
import type { Kernel } from "../kernel";
import { columnSums, cutColumns } from "../kernels/columns";
import { convFilterGradient, filterGradientSplits } from "../kernels/convFilterGradient";
import { convForward } from "../kernels/convForward";
import { convInputGradient } from "../kernels/convInputGradient";
import {
  convProductFilterGradient,
  convProductForward,
  convProductInputGradient,
  isProduct,
  productSplits,
} from "../kernels/convProduct";
import type { ConvTile } from "../kernels/convTile";
import type { ProductTile } from "../kernels/product";
import { inputVector, isDepthwise, transposed } from "../kernels/convShape";
import {
  depthwiseFilterGradient,
  depthwiseForward,
  depthwiseInputGradient,
  depthwiseSplits,
} from "../kernels/depthwise";
import { filterPack, filterTranspose } from "../kernels/filterPack";
import { sumParts } from "../kernels/sumParts";

export const convFamily = {
  conv(out, { shape }, { x, w, bias }, { y }) {
    const product = productTile(out, shape);
    if (product !== undefined) {
      out.dispatch(convProductForward(shape, product, bias !== undefined), x, w, bias, y);
      return;
    }
    const options = { bias: bias !== undefined };
    const kernel = isDepthwise(shape) ? depthwiseForward(shape, options) : convForward(shape, out.tile(shape), options);
    out.dispatch(kernel, x, packed(out, shape, w), bias, y);
  },
  convFilterGradient(out, { shape }, { x, dy }, { dw }) {
    const [splits, kernel] = filterGradient(shape, out.tile(shape), out.adapterKind);
    if (splits === 1) {
      out.dispatch(kernel, x, dy, dw);
      return;
    }
    const parts = transient(`${dw.name} parts`, splits * dw.words);
    out.dispatch(kernel, x, dy, parts);
    if (out.adapterKind === "gpu" && out.sumLater(parts, dw, splits)) return;
    out.dispatch(sumParts(dw.words, splits, out.adapterKind), parts, dw);
  },
  convInputGradient(out, { shape, accumulate }, { dy, w }, { dx }) {
    const product = productTile(out, shape);
    if (product !== undefined) {
      out.dispatch(convProductInputGradient(shape, product, accumulate), dy, w, dx);
      return;
    }
    const strided = shape.stride > 1;
    if (strided && isDepthwise(shape)) {
      out.dispatch(depthwiseInputGradient(shape, accumulate), dy, w, dx);
      return;
    }
    const turned = out.filter("transposed", w, (copy) => out.dispatch(filterTranspose(shape), w, copy));
    const back = transposed(shape);
    const kernel = strided
      ? convInputGradient(shape, out.tile(shape), accumulate)
      : isDepthwise(shape)
        ? depthwiseForward(back, { accumulate })
        : convForward(back, out.tile(shape), { accumulate });
    out.dispatch(kernel, dy, turned, dx);
  },
  biasGradient(out, { rows, channels }, { dy }, { db }) {
    const cut = cutColumns(rows, channels, out.adapterKind);
    const parts = transient(`${db.name} parts`, cut.chunks * cut.channels);
    out.dispatch(columnSums(cut), dy, parts);
    out.dispatch(sumParts(cut.channels, cut.chunks, out.adapterKind), parts, db);
  },
} satisfies Partial<Family<Emission>>;

/** The tile of a convolution that is computed as a product; what a record says of other ones counts for nothing. */
function productTile(out: Emission, shape: ConvShape): ProductTile | undefined {
  const { product } = out.tile(shape);
  return isProduct(shape) ? product : undefined;
}

/** The kernel, and into how many parts it splits the sum. */
function filterGradient(shape: ConvShape, tile: ConvTile, kind: AdapterFacts["kind"]): readonly [number, Kernel] {
  if (tile.product !== undefined && isProduct(shape)) {
    return [productSplits(shape, tile.product), convProductFilterGradient(shape, tile.product)];
  }
  if (isDepthwise(shape)) return [depthwiseSplits(shape, tile), depthwiseFilterGradient(shape, tile, kind)];
  return [filterGradientSplits(shape, tile), convFilterGradient(shape, tile, kind)];
}

/** The kernel in the order that the forward pass reads: as it is, or in vectors of four input channels. */
function packed(out: Emission, shape: ConvShape, w: Region): Region {
  if (isDepthwise(shape) || inputVector(shape) === 1) return w;
  return out.filter("packed", w, (copy) => out.dispatch(filterPack(shape), w, copy));
}
