import type { Reason } from "../protocol/event";
import { FaultError, reasonOf } from "../protocol/faultError";

type Trouble = Extract<Reason, { readonly code: "storage" }>["trouble"];

/** Browsers' own names of what may go wrong. */
const troubles: { readonly [name: string]: Trouble | undefined } = {
  SecurityError: "blocked",
  NotAllowedError: "blocked",
  QuotaExceededError: "full",
  NotFoundError: "removed",
  InvalidStateError: "removed",
  VersionError: "newer",
};

/**
 * Why a browser would not store something.
 *
 * Browsers' own words are kept behind what they mean, for whoever has to look further.
 */
export function storageReason(error: unknown): Reason {
  if (error instanceof FaultError) return reasonOf(error);
  const told = (error instanceof Error ? error.message : String(error)).replace(/[.\s]+$/, "");
  const name = error instanceof Error ? error.name : "";
  return { code: "storage", trouble: troubles[name] ?? "other", told };
}
