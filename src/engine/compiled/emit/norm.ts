import type { Family } from "../../plan/operations";
import { transient } from "../../plan/region";
import type { SlopeFrom } from "../../plan/shapes";
import type { Emission } from "../emission";
import { cutColumns } from "../kernels/columns";
import {
  normApply,
  normFinish,
  normGradient,
  normGradientFinish,
  normGradientSums,
  normRunning,
  normStats,
} from "../kernels/norm";
import { normGradientSumsWhole, normStatsWhole } from "../kernels/normCards";

export const normFamily = {
  normStats(out, { rows, channels }, { x }, { stats, running }) {
    if (out.adapterKind === "gpu") {
      out.dispatch(normStatsWhole(rows, channels, running.length > 0), x, stats, ...running);
      return;
    }
    const cut = cutColumns(rows, channels, out.adapterKind);
    const parts = transient(`${stats.name} parts`, cut.chunks * 2 * channels);
    out.dispatch(normStats(cut), x, parts);
    out.dispatch(normFinish(cut, running.length > 0), parts, stats, ...running);
  },
  normRunning(out, { channels }, { mean, variance }, { stats }) {
    out.dispatch(normRunning(channels), mean, variance, stats);
  },
  normApply(out, { rows, channels, activation }, { x, stats, gamma, beta, other }, { z }) {
    out.dispatch(normApply(rows, channels, activation, other !== undefined), x, stats, gamma, beta, other, z);
  },
  normGradientSums(out, { rows, channels, slope }, { dz, x, stats, gamma, ...ends }, { sums, dgamma, dbeta }) {
    const scale = slope.activation === "none" ? [] : [gamma, sloping(slope, ends)];
    const wanted = dgamma !== undefined && dbeta !== undefined;
    const parameters = wanted ? [dgamma, dbeta] : [];
    if (out.adapterKind === "gpu") {
      out.dispatch(normGradientSumsWhole(rows, channels, slope, wanted), dz, x, stats, ...scale, sums, ...parameters);
      return;
    }
    const cut = cutColumns(rows, channels, out.adapterKind);
    const parts = transient(`${sums.name} parts`, cut.chunks * 2 * channels);
    out.dispatch(normGradientSums(cut, slope), dz, x, stats, ...scale, parts);
    out.dispatch(normGradientFinish(cut, wanted), parts, sums, ...parameters);
  },
  normGradient(out, { rows, channels, ...options }, { dz, x, stats, gamma, sums, ...ends }, { dx, dother }) {
    const extra = options.slope.activation === "none" ? undefined : sloping(options.slope, ends);
    out.dispatch(normGradient(rows, channels, options), dz, x, stats, gamma, extra, sums, dx, dother);
  },
} satisfies Partial<Family<Emission>>;

/** β or the output, whichever tells the slope. */
function sloping<R>({ from }: SlopeFrom, { beta, z }: { readonly beta: R; readonly z: R }): R {
  return from === "input" ? beta : z;
}
