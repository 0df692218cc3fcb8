/**
 * Why a browser would not store something, as part of a sentence, without a full stop.
 *
 * Browsers' own words are kept behind what they mean, for whoever has to look further.
 */
export function storageReason(error: unknown): string {
  const name = error instanceof Error ? error.name : "";
  const told = (error instanceof Error ? error.message : String(error)).replace(/[.\s]+$/, "");
  const because = (meaning: string): string => (told === "" ? meaning : `${meaning}: ${told}`);
  switch (name) {
    case "SecurityError":
    case "NotAllowedError":
      return because("this browser does not let the page store anything");
    case "QuotaExceededError":
      return because("the storage is full");
    case "NotFoundError":
    case "InvalidStateError":
      return because("what was stored has been removed, perhaps with the data of this site");
    case "VersionError":
      return because("a newer version of this page keeps it in another form; reload the page to update");
    default:
      return told === "" ? "this browser gave no reason" : told;
  }
}
