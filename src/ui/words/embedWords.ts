import type { EmbedView, Refusal } from "../../embed/messages";
import { sentenceOf, type Sentences } from "./sentences";

/** What an embedded lab says of itself, and the frame round it. */
export const embedWords = {
  views: {
    figure: "the figure",
    charts: "the figure and charts",
    lesson: "a lesson",
    full: "the whole lab",
  } satisfies { readonly [View in EmbedView]: string },
  brand: "Forklab",
  open: "Open in Forklab",
  unknownView: (asked: string, known: readonly string[]) =>
    `This frame's address asks for the view “${asked}”, which there is none of; there are ${known.join(", ")}. All is shown.`,
  frame: (view: string) => `Forklab: ${view}`,
  silent: "Forklab has not answered: the frame's content is blocked, its address is wrong, or the network is off.",
  openInstead: "Open it in a page of its own",
  badSource: (asked: string) => `“${asked}” is no address of a lab.`,
  badReport: (where: string) => `The frame sent a message that is none of the lab's (${where}).`,
  foreignReport: (origin: string, expected: string) =>
    `The frame's message came from ${origin}, not from ${expected}, and was not read.`,
} as const;

const refusals: Sentences<Refusal> = {
  notOfProtocol: ({ where }) =>
    `The page around this frame sent a message that the lab does not know (at “${where}”). It was not read.`,
  foreign: ({ origin, expected }) =>
    expected === ""
      ? `A message from ${origin} was refused: only the page around this frame is listened to.`
      : `A message from ${origin} was refused: only the page around this frame, of ${expected}, is listened to.`,
  badLink: () => "The link that the page around this frame sent cannot be used; the frame says why.",
};

/** Why a message was refused. */
export const refusalText = (refusal: Refusal): string => sentenceOf(refusals, refusal);
