/** The query that opens the page at an entry of its reference: `?about=methods/dhm`. The hash stays the experiment's. */
const KEY = "about";

/** An entry's id as an address may name it; undefined for none, and for what cannot be one. */
export function askedEntry(search: string): string | undefined {
  const asked = new URLSearchParams(search).get(KEY) ?? "";
  return /^[a-z]{1,20}\/[a-zA-Z0-9]{1,40}$/.test(asked) ? asked : undefined;
}

/** The address of the page, experiment included, that opens at an entry. */
export function aboutAddress(href: string, entry: string): string {
  const url = new URL(href);
  // Written by hand: URLSearchParams would write the slash as %2F, which chat programs change.
  url.search = `?${KEY}=${entry}`;
  return url.href;
}
