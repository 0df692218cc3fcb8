import type { WireError } from "../../src/protocol/event";
import { faultOf } from "../../src/protocol/faultError";
import { errorText } from "../../src/ui/words/reasonWords";

/** What is said of an error of a run: where the page would point to its own controls, which option gives what is missing. */
export function labErrorText(error: WireError): string {
  const fault = faultOf(error);
  if (fault.code === "noStart") return noStartText(`arm ${fault.arm} starts`, fault.key);
  if (fault.code === "noTeacher")
    return `an arm learns from the weights ${fault.key}: give the file that they are in with --teacher FILE`;
  return errorText(error);
}

/** That weights to start from are missing. @param who `arm A starts`. */
export const noStartText = (who: string, key: string): string =>
  `${who} from the weights ${key}: give the file that they are in with --start FILE`;
