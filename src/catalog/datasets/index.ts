import { registry, type ConfigOf } from "../registry";
import { totem } from "./totem";

/** Every data set; a new one is one file and one line here. */
export const datasets = registry({ totem });

export type DatasetConfig = ConfigOf<typeof datasets>;
