import { registry, type ConfigOf } from "../registry";
import { aux } from "./aux";
import { conv } from "./conv";
import { dhm } from "./dhm";
import { fc } from "./fc";
import { gap } from "./gap";
import { projection } from "./projection";

/** Every branch design; a new one is one file and one line here. */
export const branches = registry({ gap, fc, aux, conv, dhm, projection });

export type BranchConfig = ConfigOf<typeof branches>;
