import { strings } from "../words/strings";

/** What the page's buttons need within a sandbox: scripts and worker, files to save, pages that links open. */
const SANDBOX = "allow-scripts allow-same-origin allow-downloads allow-popups allow-popups-to-escape-sandbox";
/** What a page of another origin must be granted. */
const ALLOW = "clipboard-write; fullscreen";

/**
 * HTML that shows an experiment within another page, as wide as the page lets it.
 * No quote can occur in a link, so that nothing needs escaping but the `&`.
 */
export function embedCode(address: string): string {
  const source = address.replaceAll("&", "&amp;");
  const style = "width: 100%; max-width: 1440px; height: 900px; border: 0";
  return `<iframe src="${source}" style="${style}" sandbox="${SANDBOX}" allow="${ALLOW}" loading="lazy" title="${strings.brand}"></iframe>`;
}
