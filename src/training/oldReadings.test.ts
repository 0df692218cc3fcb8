import { beforeAll, expect, test } from "vitest";
import { decodeLink } from "../experiment/link/decode";
import type { Engine } from "../engine/engine";
import { openCpuEngine } from "../engine/testing/cpuEngine";
import { train } from "./trainer";

let engine: Engine;
beforeAll(async () => {
  engine = await openCpuEngine();
});

/** Losses of every step of a run, term by term. */
async function losses(link: string): Promise<readonly (readonly number[])[]> {
  const { experiment } = decodeLink(link);
  const found: (readonly number[])[] = [];
  const environment = {
    run: "r",
    now: () => 0,
    signal: new AbortController().signal,
    openEngine: () => Promise.resolve(engine),
  };
  for await (const event of train(experiment, environment)) {
    if (event.type === "step") found.push(...event.arms.map((arm) => Object.values(arm.losses).map(Number)));
  }
  return found;
}

// These links were made before the lab could follow the authors more closely; they must go on meaning what they meant.
test.each([
  {
    what: "SkipblockNet with its gates before the activation",
    link: "v1&s=7&totem.size=8&totem.train=80&totem.test=20&b=skipnet&skipnet.width=.03125&sgd.lr=.05&bs=6&n=2&ei=20&pr=0&A=plain",
    want: [[2.991467237472534], [2.9979922771453857]],
  },
  {
    what: "NIN without batch norm",
    link: "v1&s=7&totem.size=8&totem.train=80&totem.test=20&b=nin&nin.width=6&sgd.lr=.05&bs=6&n=3&ei=20&pr=0&A=plain",
    want: [[3.100985288619995], [3.037289619445801], [2.95237135887146]],
  },
  {
    what: "DenseNet with dropout behind the 3×3 convolutions alone",
    link: "v1&s=7&totem.size=8&totem.train=80&totem.test=20&b=densenet&densenet.depth=10&densenet.growth=4&densenet.bottleneck=1&densenet.dropout=.3&sgd.lr=.05&bs=6&n=3&ei=20&pr=0&A=plain",
    want: [[3.1302096843719482], [3.2796411514282227], [2.8573808670043945]],
  },
  {
    what: "bias loss on DenseNet, weights from the map after the last batch norm and ReLU",
    link: "v1&s=7&totem.size=8&totem.train=160&totem.test=40&b=densenet&densenet.depth=10&densenet.growth=4&sgd.lr=.05&bs=6&n=3&ei=20&pr=0&A=bias;bias.scaling=local",
    want: [[2.4437055587768555], [2.4413394927978516], [2.7490999698638916]],
  },
  {
    what: "bias loss whose branches join",
    link: "v1&s=7&totem.size=8&totem.train=160&totem.test=40&resnet.width=4&sgd.lr=.05&bs=6&n=3&ei=20&pr=0&A=bias;f=s1b1",
    want: [
      [2.7011024951934814, 3.031229019165039],
      [2.3452470302581787, 3.25146746635437],
      [2.5230062007904053, 2.9120826721191406],
    ],
  },
])("$what: the same losses", async ({ link, want }) => {
  expect(await losses(link)).toEqual(want);
});
