import { EMBED_VIEWS, type EmbedView } from "./messages";

/** What an embed's address asks for. */
export interface Asked {
  readonly view: EmbedView;
  /** Text that names no view; then all is shown. */
  readonly unknownView?: string;
}

export function askedView(search: string): Asked {
  const show = new URLSearchParams(search).get("show");
  const view = EMBED_VIEWS.find((name) => name === show);
  if (view !== undefined) return { view };
  return show === null ? { view: "full" } : { view: "full", unknownView: show };
}

/** What of a window and its document says who the host is. */
export interface Framed {
  readonly search: string;
  readonly referrer: string;
  /** Origins of the windows above, the nearest first; some browsers do not tell. */
  readonly ancestors: ArrayLike<string> | undefined;
}

/**
 * The origin that the host is known by: the one that its address names (`host=https://blog.example`), else the one that the browser
 * tells.
 * @returns undefined where nobody says, or where the host has no origin (`null`): then any window above is the host.
 */
export function hostOrigin({ search, referrer, ancestors }: Framed): string | undefined {
  const told = [new URLSearchParams(search).get("host"), ancestors?.[0], referrer];
  for (const text of told) {
    if (text === null || text === undefined || !URL.canParse(text)) continue;
    const { origin } = new URL(text);
    if (origin !== "null") return origin;
  }
  return undefined;
}
