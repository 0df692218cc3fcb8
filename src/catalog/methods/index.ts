import { registry, type ConfigOf } from "../registry";
import { dhm } from "./dhm";
import { dsl } from "./dsl";
import { dsn } from "./dsn";
import { plain } from "./plain";

/** Every method of supervision; a new one is one file and one line here. */
export const methods = registry({ plain, dsn, dsl, dhm });

export type MethodConfig = ConfigOf<typeof methods>;
