import type { EmbedView } from "../../embed/messages";

/** What the page's buttons need within a sandbox: scripts and worker, files to save, pages that links open. */
export const SANDBOX = [
  "allow-scripts",
  "allow-same-origin",
  "allow-downloads",
  "allow-popups",
  "allow-popups-to-escape-sandbox",
] as const;

/** What a page of another origin must be granted. */
export const FEATURES = "clipboard-write; fullscreen";

const HEIGHTS: { readonly [View in EmbedView]: string } = {
  figure: "460px",
  charts: "900px",
  lesson: "900px",
  full: "900px",
};

/** How high a frame is until its content says how high it is. */
export const frameHeight = (view: EmbedView): string => HEIGHTS[view];

/**
 * The address of a frame.
 * @param lab the lab's own address, whatever stands behind its `?` or `#`
 * @param link an experiment's or a lesson's, with an address before its `#` or without
 * @param host the origin whose messages the frame takes; any window above it when absent
 */
export function frameAddress(lab: URL, link: string, view: string, host?: string): string {
  const page = lab.href.replace(/[?#].*$/, "");
  const named = host === undefined || host === "null" ? "" : `&host=${encodeURIComponent(host)}`;
  const hash = link.slice(link.indexOf("#") + 1);
  return `${page}?embed=1&show=${encodeURIComponent(view)}${named}${hash === "" ? "" : `#${hash}`}`;
}
