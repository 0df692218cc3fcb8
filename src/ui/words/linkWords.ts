import type { LinkFault, UnusableLink } from "../../experiment/issue";
import type { MendedLink, RepairName } from "../../experiment/link/mendLink";
import { sentenceOf, type Sentences } from "./sentences";

/** What programs do to links. */
const repairs: { readonly [Name in RepairName]: string } = {
  invisible: "invisible characters",
  typographic: "typographic signs",
  percent: "percent-encoding",
  entities: "HTML codes such as &amp;",
  backslashes: "backslashes",
  capital: "a capital V",
  breaks: "spaces or line breaks inside",
  mailWraps: "e-mail line wraps",
  mailEncoding: "e-mail encoding",
  textBehind: "text behind the checksum",
};

/** Why a link cannot be used at all: goes on behind "The link" and "its link", without a full stop. */
const unusable: Sentences<UnusableLink> = {
  linkTooLong: ({ characters, most }) => `has ${characters} characters; at most ${most} are read`,
  noLink: ({ version }) => `does not start with ${version}; it is not a Forklab link or its beginning was cut off`,
  newerLink: ({ version }) => `was made with a newer version (${version}); reload the page to update`,
  tooManySettings: ({ count, most }) => `has ${count} settings; at most ${most} are read`,
};

/** What is said of a link as a whole, behind "The link" or "The results". */
export const linkFaults: Sentences<LinkFault> = {
  linkTooLong: nothingUsed,
  noLink: nothingUsed,
  newerLink: nothingUsed,
  tooManySettings: nothingUsed,
  wrongChecksum: () => "was changed or cut off: its checksum does not match. Check what differs.",
  noChecksum: () => "is without a checksum. Typed by hand? If not, its end was cut off: check what differs.",
  resultsLeftOut: () => "were left out, because no checksum vouches for them",
  moreProblems: ({ count }) => `has ${count} more problems of this kind`,
};

function nothingUsed(fault: UnusableLink): string {
  return `${unusableText(fault)}. Nothing was used.`;
}

export function unusableText(fault: UnusableLink): string {
  return sentenceOf(unusable, fault);
}

const list = new Intl.ListFormat("en-GB");

/** What was put right about a link, as a sentence. */
export function mendedText({ repairs: made, intact }: MendedLink): string {
  const what = list.format(made.map((name) => repairs[name]));
  return `The link was changed on its way here. Put right: ${what}.${intact ? " Its checksum is right now." : ""}`;
}
