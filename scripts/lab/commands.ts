import { bench } from "./bench";
import type { Command } from "./command";
import { evaluate } from "./evaluate";
import { exportProject } from "./export";
import { graph } from "./graph";
import { inspect } from "./inspect";
import { logs } from "./logs";
import { pack } from "./pack";
import { isPacked } from "./packed";
import { record } from "./record";
import { sweep } from "./sweep";
import { train } from "./train";
import { verify } from "./verify";
import { weights } from "./weights";

/** They write parts of the repository, or from it. */
const OF_REPOSITORY: readonly Command[] = [record, pack];

/** Every command, in the order of the help text. To add one: a file beside this one, and a line here. */
export const commands: readonly Command[] = [
  graph,
  inspect,
  train,
  sweep,
  verify,
  exportProject,
  weights,
  evaluate,
  logs,
  bench,
  ...(isPacked() ? [] : OF_REPOSITORY),
];
