import { registry, type ConfigOf } from "../registry";
import { adam } from "./adam";
import { sgd } from "./sgd";

/** Every optimiser; a new one is one file and one line here. */
export const optimizers = registry({ sgd, adam });

export type OptimizerConfig = ConfigOf<typeof optimizers>;
