import { registry } from "../registry";
import { accuracy } from "./accuracy";
import { consensus } from "./consensus";
import { divergence } from "./divergence";
import { ece } from "./ece";
import { nll } from "./nll";
import { top5 } from "./top5";

/** Every measurement of a head; a new one is one file and one line here, and brings its chart. */
export const metrics = registry({ accuracy, top5, nll, ece, consensus, divergence });

export type MetricKind = keyof typeof metrics;
