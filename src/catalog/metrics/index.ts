import { registry } from "../registry";
import { accuracy } from "./accuracy";
import { cmc1 } from "./cmc1";
import { cmc5 } from "./cmc5";
import { cmc10 } from "./cmc10";
import { consensus } from "./consensus";
import { divergence } from "./divergence";
import { ece } from "./ece";
import { exits } from "./exits";
import { map } from "./map";
import { mapTrapezoid } from "./mapTrapezoid";
import { nll } from "./nll";
import { top5 } from "./top5";

/** Every measurement of a head; a new one is one file and one line here, and brings its chart. */
export const metrics = registry({
  accuracy,
  top5,
  nll,
  ece,
  consensus,
  divergence,
  exits,
  map,
  mapTrapezoid,
  cmc1,
  cmc5,
  cmc10,
});

export type MetricKind = keyof typeof metrics;
