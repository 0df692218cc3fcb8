import type { Family } from "../../plan/operations";
import { NORM_EPSILON, STATISTICS_RATE } from "../../runningState";
import type { Emission } from "../emission";
import { activationKind, slopeKind } from "./activation";

export const normFamily = {
  normStats(out, { rows, channels }, { x }, { stats, running: [mean, variance] }) {
    out.call("normStats", x, rows, channels, stats, mean, variance, NORM_EPSILON, STATISTICS_RATE);
  },
  normRunning(out, { channels }, { mean, variance }, { stats }) {
    out.call("normRunning", mean, variance, stats, channels, NORM_EPSILON);
  },
  normApply(out, { rows, channels, activation }, { x, stats, gamma, beta, other }, { z }) {
    out.call("normApply", x, rows, channels, stats, gamma, beta, other, z, activationKind(activation));
  },
  normGradientSums(out, { rows, channels, slope }, { dz, x, stats, gamma, beta, z }, { sums, dgamma, dbeta }) {
    const kind = slopeKind(slope);
    out.call("normGradientSums", dz, x, rows, channels, stats, gamma, beta, z, sums, dgamma, dbeta, kind);
  },
  normGradient(out, facts, { dz, x, stats, gamma, beta, z, sums }, { dx, dother }) {
    const { rows, channels, slope, accumulate, other } = facts;
    const matrix = [dz, x, rows, channels, stats, gamma, beta, z, sums] as const;
    out.call("normGradient", ...matrix, dx, dother, slopeKind(slope), accumulate, other === "accumulate");
  },
} satisfies Partial<Family<Emission>>;
