import { registry, type ConfigOf } from "../registry";
import { bias } from "./bias";
import { cds } from "./cds";
import { cdskd } from "./cdskd";
import { dhm } from "./dhm";
import { dks } from "./dks";
import { dml } from "./dml";
import { dsl } from "./dsl";
import { dsn } from "./dsn";
import { plain } from "./plain";

/** Every method of supervision; a new one is one file and one line here. */
export const methods = registry({ plain, dsn, dsl, dhm, dks, dml, cds, cdskd, bias });

export type MethodConfig = ConfigOf<typeof methods>;
