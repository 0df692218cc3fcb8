import { registry, type ConfigOf } from "../registry";
import { conv } from "./conv";
import { dhm } from "./dhm";
import { gap } from "./gap";

/** Every branch design; a new one is one file and one line here. */
export const branches = registry({ gap, conv, dhm });

export type BranchConfig = ConfigOf<typeof branches>;
