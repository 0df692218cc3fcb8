import { parseClaim } from "./claim";
import { decodeLink, type DecodedLink } from "./decode";

/** The link with the results that its sender claims; see `decodeLink`. */
export function decodeWithClaim(text: string): DecodedLink {
  return decodeLink(text, parseClaim);
}
