import { CodedError } from "../schema/codedError";
import { decodeLink } from "./link/decode";
import type { Experiment } from "./experiment";
import type { UnusableLink } from "./issue";
import { validate } from "./validate";

/** Why the link of a stored run cannot be used. */
export type StoredFault =
  | { readonly code: "linkUnusable"; readonly why: UnusableLink }
  | { readonly code: "linkChanged" }
  | { readonly code: "linkUnread"; readonly paths: readonly string[] };

/** A stored run of which nothing may be shown in place of what its link said. */
export class StoredError extends CodedError<StoredFault> {
  override name = "StoredError";
}

/**
 * The experiment of a stored run, whose link this page wrote itself.
 * @throws StoredError saying what is wrong with the link: nothing else may be shown in its place.
 */
export function storedExperiment(link: string): Experiment {
  const { experiment, issues, intact, unusable } = decodeLink(link);
  if (unusable !== undefined) throw new StoredError({ code: "linkUnusable", why: unusable });
  if (!intact) throw new StoredError({ code: "linkChanged" });
  const unread = issues.slice(0, issues.length - validate(experiment).length);
  if (unread.length > 0) throw new StoredError({ code: "linkUnread", paths: unread.map(({ path }) => path) });
  return experiment;
}
