import { registry, type ConfigOf } from "../registry";
import { identities } from "./identities";
import { totem } from "./totem";

/** Every data set; a new one is one file and one line here. */
export const datasets = registry({ totem, identities });

export type DatasetConfig = ConfigOf<typeof datasets>;
