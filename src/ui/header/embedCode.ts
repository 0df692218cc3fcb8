import type { EmbedView } from "../../embed/messages";
import { FEATURES, frameAddress, frameHeight, SANDBOX } from "../embed/frame";
import { embedWords } from "../words/embedWords";

/**
 * HTML that shows an experiment within another page, as wide as the page lets it.
 * No quote can occur in a link, so that nothing needs escaping but the `&`.
 * @param page the lab's own address
 * @param link without `#`
 */
export function embedCode(page: string, link: string, view: EmbedView = "full"): string {
  const source = escaped(frameAddress(new URL(page), link, view));
  const style = `width: 100%; max-width: 1440px; height: ${frameHeight(view)}; border: 0`;
  const title = embedWords.frame(embedWords.views[view]);
  return `<iframe src="${source}" style="${style}" sandbox="${SANDBOX.join(" ")}" allow="${FEATURES}" loading="lazy" title="${title}"></iframe>`;
}

/** The same as an element of the lab's own, which is as high as what it shows and tells the page what happens. */
export function elementCode(page: string, link: string, view: EmbedView = "full"): string {
  const script = escaped(new URL("embed.js", page).href);
  return `<script type="module" src="${script}"></script>\n<forklab-lab view="${view}" link="${escaped(link)}"></forklab-lab>`;
}

const escaped = (text: string): string => text.replaceAll("&", "&amp;");
