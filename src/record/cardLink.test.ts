import { expect, it } from "vitest";
import type { CardResult } from "../protocol/cardSchema";
import { asSent, decodeCard, encodeCard } from "./cardLink";

const result: CardResult = {
  adapter: "Example 9000 & sons",
  software: false,
  browser: "Chrome 156",
  peak: 12_340,
  networks: [
    { network: "conv7", batch: 8, flop: 588_349_440, stepMs: 0.4321 },
    { network: "default", batch: 64, flop: 3_500_000_000, stepMs: 1.5 },
    { network: "resnet20", batch: 128, flop: 31_000_000_000 },
  ],
  families: [
    { family: "convForward", dispatches: 20, ms: 0.25 },
    { family: "hits", dispatches: 3, ms: 0 },
  ],
  stockMs: 43.2,
};
const link = encodeCard(result);

it("what is measured comes back from its link", () => {
  expect(decodeCard(`#${link}`)).toEqual({ kind: "result", result, changed: false });
  const { stockMs: _, ...without } = result;
  expect(decodeCard(encodeCard({ ...without, families: [] }))).toMatchObject({ result: { ...without, families: [] } });
});

it("who measures sees the digits that the link holds", () => {
  const [conv7] = result.networks;
  const measured = {
    ...result,
    peak: 17_654.321,
    networks: conv7 === undefined ? [] : [{ ...conv7, stepMs: 152.46789 }],
  };
  const own = asSent(measured);
  expect(own).toMatchObject({ peak: 17_650, networks: [{ stepMs: 152.5 }] });
  expect(decodeCard(encodeCard(own))).toEqual({ kind: "result", result: own, changed: false });
});

it("a link that was changed or cut off says so", () => {
  expect(decodeCard(link.replace("peak=12340", "peak=99999"))).toMatchObject({ kind: "result", changed: true });
  expect(decodeCard(link.slice(0, link.indexOf("&k=")))).toMatchObject({ kind: "result", changed: true });
});

it.each([
  ["card=2", "card", "2"],
  ["v1&d=totem", "card", ""],
  [link.replace("peak=12340", "peak=fast"), "peak", "fast"],
  [link.replace("net=conv7", "net=conv8"), "net", "conv8~8~588349440~0.4321"],
  [link.replace("%7E1.5", "%7E-1.5"), "net", "default~64~3500000000~-1.5"],
  [link.replace("convForward", "%3Cscript%3E"), "k", "<script>~20~0.25"],
  [link.replace("stock=43.2", "stock=0"), "stock", "0"],
])("what cannot be read is named: %s", (text, key, given) => {
  expect(decodeCard(text)).toEqual({ kind: "bad", key, given });
});

it("never throws, whatever stands in an address", () => {
  for (let cut = 0; cut <= link.length; cut += 1) {
    expect(["none", "result", "bad"]).toContain(decodeCard(link.slice(0, cut)).kind);
  }
  expect(decodeCard("").kind).toBe("none");
});
