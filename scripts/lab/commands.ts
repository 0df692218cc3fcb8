import type { Command } from "./command";
import { exportProject } from "./export";
import { graph } from "./graph";
import { inspect } from "./inspect";
import { record } from "./record";
import { sweep } from "./sweep";
import { train } from "./train";
import { verify } from "./verify";

/** Every command, in the order of the help text. To add one: a file beside this one, and a line here. */
export const commands: readonly Command[] = [graph, inspect, train, sweep, verify, record, exportProject];
