import { FaultError } from "../protocol/faultError";

/** No engine works here; it says what was tried. */
export class EngineError extends FaultError {
  readonly code = "no-engine";
}
