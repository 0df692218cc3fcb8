import { registry, type ConfigOf } from "../registry";
import { files } from "./files";
import { identities } from "./identities";
import { totem } from "./totem";

/** Every data set; a new one is one file and one line here. */
export const datasets = registry({ totem, identities, files });

export type DatasetConfig = ConfigOf<typeof datasets>;
