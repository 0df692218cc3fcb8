import * as v from "valibot";
import { CARD_NETWORKS, cardResult, type CardResult } from "../protocol/cardSchema";
import { checksum } from "../random/checksum";
import { plainText } from "../experiment/link/text";

/*
 * A measured card as a link: `#card=1&adapter=…&peak=…&net=conv7~8~1.23~226492416&k=convForward~20~0.4&c=…`. Readable, and checked
 * like every other link: the last key tells whether what stands before it was changed or cut off.
 */

const CHECK = "&c=";
const DIGITS = 4;

/** What a link holds. */
export type CardLink =
  | { readonly kind: "none" }
  | { readonly kind: "result"; readonly result: CardResult; readonly changed: boolean }
  /** It cannot be read: which of its parts, and what stands there. */
  | { readonly kind: "bad"; readonly key: string; readonly given: string };

/** @returns without the `#`. */
export function encodeCard({ adapter, software, browser, peak, networks, families, stockMs }: CardResult): string {
  const pairs: [string, string][] = [
    ["card", "1"],
    ["adapter", adapter],
    ["software", software ? "1" : "0"],
    ["browser", browser],
    ["peak", short(peak)],
    ...networks.map(({ network, batch, flop, stepMs }): [string, string] => [
      "net",
      [network, batch, flop, ...(stepMs === undefined ? [] : [short(stepMs)])].join("~"),
    ]),
    ...(stockMs === undefined ? [] : [["stock", short(stockMs)] satisfies [string, string]]),
    ...families.map(({ family, dispatches, ms }): [string, string] => ["k", [family, dispatches, short(ms)].join("~")]),
  ];
  const text = new URLSearchParams(pairs).toString();
  return `${text}${CHECK}${checksum(text)}`;
}

const short = (value: number): string => String(Number(value.toPrecision(DIGITS)));

/** @param hash of an address, with or without `#`. Never throws. */
export function decodeCard(hash: string): CardLink {
  const text = hash.replace(/^#/, "").slice(0, 8000);
  if (text === "") return { kind: "none" };
  const cut = text.lastIndexOf(CHECK);
  const body = cut < 0 ? text : text.slice(0, cut);
  const changed = cut < 0 || text.slice(cut + CHECK.length) !== checksum(body);
  const values = new URLSearchParams(body);
  const bad = (key: string, given = values.get(key) ?? ""): CardLink => ({
    kind: "bad",
    key,
    given: plainText(given, 80),
  });
  if (values.get("card") !== "1") return bad("card");
  const networks: unknown[] = [];
  for (const part of values.getAll("net")) {
    const [network = "", batch, flop, stepMs] = part.split("~");
    if (!(CARD_NETWORKS as readonly string[]).includes(network)) return bad("net", part);
    networks.push({
      network,
      batch: Number(batch),
      flop: Number(flop),
      ...(stepMs === undefined ? {} : { stepMs: Number(stepMs) }),
    });
  }
  const families = values.getAll("k").map((part) => {
    const [family, dispatches, ms] = part.split("~");
    return { family, dispatches: Number(dispatches), ms: ms === undefined ? Number.NaN : Number(ms) };
  });
  const stock = values.get("stock");
  const parsed = v.safeParse(cardResult, {
    adapter: plainText(values.get("adapter") ?? "", 120),
    software: values.get("software") === "1",
    browser: plainText(values.get("browser") ?? "", 120),
    peak: Number(values.get("peak") ?? Number.NaN),
    networks,
    families,
    ...(stock === null ? {} : { stockMs: Number(stock) }),
  });
  if (parsed.success) return { kind: "result", result: parsed.output, changed };
  const [{ path }] = parsed.issues;
  const field = String(path?.[0].key ?? "card");
  const key = { networks: "net", families: "k", stockMs: "stock" }[field] ?? field;
  const at = path?.[1]?.key;
  return bad(key, typeof at === "number" ? values.getAll(key)[at] : undefined);
}

/** Figures with the digits that a link holds: who measures sees what others will see, to the last digit. */
export function asSent(result: CardResult): CardResult {
  const link = decodeCard(encodeCard(result));
  return link.kind === "result" ? link.result : result;
}
