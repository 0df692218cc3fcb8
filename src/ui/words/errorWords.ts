import { StoredError } from "../../experiment/storedExperiment";
import { ShapeError } from "../../graph/shape";
import { SiteError } from "../../graph/spec";
import { FaultError } from "../../protocol/faultError";
import { RunFileError } from "../../record/runFileError";
import { ConfigError } from "../../schema/configError";
import { buildText } from "./issueWords";
import { fileFaultText, storedText } from "./libraryWords";
import { faultText } from "./reasonWords";

/** What a caught error says: by its code, else in the words of whatever threw it. */
export function textOf(error: unknown): string {
  if (error instanceof FaultError) return faultText(error.fault);
  if (error instanceof ConfigError || error instanceof ShapeError || error instanceof SiteError) {
    return buildText(error.fault);
  }
  if (error instanceof StoredError) return storedText(error.fault);
  if (error instanceof RunFileError) return fileFaultText(error.fault);
  return error instanceof Error ? error.message : String(error);
}
