import { registry } from "../registry";
import { aligned } from "./aligned";
import { cagrad } from "./cagrad";
import { gradnorm } from "./gradnorm";
import { imtlg } from "./imtlg";
import { mgda } from "./mgda";
import { nash } from "./nash";
import { pcgrad } from "./pcgrad";
import { uncertainty } from "./uncertainty";
import { upgrad } from "./upgrad";

/** Every rule that says what losses count by their gradients; a new one is one file and one line here. */
export const combiners = registry({ pcgrad, mgda, cagrad, imtlg, nash, aligned, upgrad });

/** Every rule whose weights are learnt over the run. */
export const learners = registry({ gradnorm, uncertainty });

export type LearnerKind = keyof typeof learners;

export type CombinerKind = keyof typeof combiners;
