import { expect, it } from "vitest";
import { openWasm } from "../../src/engine/wasm/openWasm";
import { decodeLink } from "../../src/experiment/link/decode";
import { trainToEnd } from "../../src/training/testing/trainToEnd";
import { curveDigest } from "../../src/record/curveDigest";
import { foldRun } from "../../src/record/foldRun";
import { newRun } from "../../src/record/runRecord";

/** What links claimed before there were readings that came later; each of them has to be confirmed for ever. */
const CLAIMED: readonly (readonly [link: string, digest: string])[] = [
  ["v1&totem.size=8&totem.train=160&totem.test=160&resnet.width=4&bs=8&n=40&ev=10&ei=80&pr=5", "31caebc26f78dc8b"],
  [
    "v1&totem.size=8&totem.train=160&totem.test=160&resnet.width=4&bs=8&n=20&va=.2&ev=10&ei=32&pr=5",
    "caed284c033b8793",
  ],
];

it.each(CLAIMED)("%s is reproduced to the last digit", async (link, digest) => {
  const { experiment } = decodeLink(link);
  const events = await trainToEnd(experiment, await openWasm());
  expect(curveDigest(events.reduce(foldRun, newRun("r", experiment)))).toBe(digest);
});
