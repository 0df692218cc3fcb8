import { registry } from "../registry";
import { accuracy } from "./accuracy";
import { nll } from "./nll";

/** Every measurement of a head; a new one is one file and one line here, and brings its chart. */
export const metrics = registry({ accuracy, nll });
