import { describe, expect, test } from "vitest";
import { backbones } from "../../catalog/backbones";
import { datasets } from "../../catalog/datasets";
import { checksum } from "../../random/checksum";
import { derive } from "../../random/mix32";
import { createStream } from "../../random/stream";
import { initialValues } from "../../schema/field";
import { drawExperiment } from "../drawExperiment";
import type { Experiment } from "../experiment";
import { dhmArm, dsnArm, plainArm, presets, smallData } from "../presets";
import { validate } from "../validate";
import { decodeLink, type DecodedLink } from "./decode";
import { encodeLink } from "./encode";
import links from "./links.v1.json";
import { whatText } from "../../ui/words/issueWords";

const totem = { kind: "totem", ...initialValues(datasets.totem.fields) } as const;
const resnet = { kind: "resnet", ...initialValues(backbones.resnet.fields) } as const;

/** The checksum that belongs to a text: a newer version, or someone careful, wrote it. */
const sealed = (text: string): string => `${text}&c=${checksum(text)}`;
const messages = ({ issues }: DecodedLink) => issues.map(({ path, what }) => `${path}: ${whatText(what)}`);
const drawn = (count: number, key: number): readonly Experiment[] =>
  Array.from({ length: count }, (_, index) => drawExperiment(createStream(derive(key, index))));

/** Decoding and encoding settle after one round, and the experiment does not change any more. */
function checkStable(decoded: DecodedLink): void {
  const written = encodeLink(decoded.experiment, decoded.extras);
  const again = decodeLink(written);
  expect(again.experiment).toEqual(decoded.experiment);
  expect(encodeLink(again.experiment, again.extras)).toBe(written);
  expect(again.extras).toEqual(decoded.extras);
}

describe("what encodeLink writes", () => {
  test("is the difference from the default", () => {
    expect(encodeLink(smallData)).toBe(sealed("v1"));
    expect(encodeLink({ ...smallData, seed: 7 })).toBe(sealed("v1&s=7"));
    expect(
      encodeLink({
        ...smallData,
        seed: 1,
        dataset: { ...totem, size: "24" },
        backbone: { ...resnet, depth: 20 },
        training: { ...smallData.training, batchSize: 128, milestones: [] },
        augmentation: { ...smallData.augmentation, flip: false, shift: 2 },
        arms: [
          { ...plainArm("s1b1"), label: "x" },
          { ...dhmArm(0.5, "s1b1", "s1b1"), forks: [{ ...forkOf(dhmArm(1, "s1b1")), weight: 0.3 }] },
        ],
      }),
    ).toBe(
      sealed(
        "v1&s=1&totem.size=24&resnet.depth=20&bs=128&ms=-&fl=0&sh=2&A=plain;l=eA;f=s1b1&B=dhm;f=s1b1~light~.3;dhm.alpha=.5",
      ),
    );
  });

  test("uses an alias only where it says everything", () => {
    const withBranch = (values: object) => {
      const fork = forkOf(dhmArm(1, "s1b1"));
      const branch = { ...fork.branch, ...values } as typeof fork.branch;
      return encodeLink({ ...smallData, arms: [{ ...dsnArm(), forks: [{ ...fork, branch }] }] });
    };
    expect(withBranch({})).toContain("&A=dsn;f=s1b1~light&");
    expect(withBranch({ rule: "published" })).toContain("&A=dsn;f=s1b1~published&");
    expect(withBranch({ width: 2 })).toContain("&A=dsn;f=s1b1~dhm;s1b1.width=2&");
    expect(withBranch({ rule: "custom", blocks: [9, 9] })).toContain(
      "&A=dsn;f=s1b1~dhm;s1b1.rule=custom;s1b1.blocks=9.9&",
    );
  });

  test.each(presets)("comes back as $id", ({ experiment }) => {
    const decoded = decodeLink(encodeLink(experiment));
    expect(decoded).toEqual({ experiment, issues: validate(experiment), intact: true, extras: [] });
  });

  test("comes back for every experiment, in link characters and within 2,000 of them", () => {
    for (const experiment of drawn(500, 1)) {
      const link = encodeLink(experiment);
      if (!/^[A-Za-z0-9\-.,;=&~]+$/.test(link)) expect.fail(`other characters in ${link}`);
      expect(link.length).toBeLessThan(2000);
      const decoded = decodeLink(link);
      expect(decoded.experiment).toEqual(experiment);
      expect(decoded).toMatchObject({ intact: true, extras: [] });
      // Whatever is reported is about the experiment, not about the link.
      expect(decoded.issues).toEqual(validate(experiment));
      expect(encodeLink(decoded.experiment)).toBe(link);
    }
  });
});

function forkOf(arm: Experiment["arms"][number]): Experiment["arms"][number]["forks"][number] {
  const [fork] = arm.forks;
  if (fork === undefined) throw new Error("the arm has no fork");
  return fork;
}

describe("old links", () => {
  test("are many, the default among them", () => {
    expect(links.length).toBeGreaterThan(30);
    expect(links[0]?.link).toBe(sealed("v1"));
    expect(smallData).toMatchObject(links[0]?.experiment ?? {});
  });

  // A setting that was added since stands at its initial value, which must mean what its absence meant.
  test.each(links)("$link", ({ link, experiment }) => {
    const decoded = decodeLink(`#${link}`);
    expect(decoded.experiment).toMatchObject(experiment);
    expect(decoded).toMatchObject({ intact: true, extras: [] });
  });
});

describe("what decodeLink accepts", () => {
  const link = encodeLink(presets.find(({ id }) => id === "fair-play")?.experiment ?? smallData);
  const { experiment } = decodeLink(link);

  test.each([
    ["a hash", `#${link}`],
    ["a whole address", `https://example.org/lab/?embed=1#${link}`],
    ["blanks around it", `  ${link}\n`],
  ])("%s", (_, text) => {
    expect(decodeLink(text)).toEqual({ experiment, issues: [], intact: true, extras: [] });
  });

  test.each([
    ["some of it", `#${link.replaceAll("~", "%7E").replaceAll(";", "%3B").replaceAll(",", "%2C")}`],
    ["all of it", encodeURIComponent(link)],
  ])("percent escapes: %s", (_, text) => {
    const mended = { repairs: ["percent"], intact: true };
    expect(decodeLink(text)).toEqual({ experiment, issues: [], intact: true, mended, extras: [] });
  });

  test("settings in another order, written by hand", () => {
    const { intact, ...rest } = decodeLink("v1&B=dhm;dhm.alpha=0.50;f=s1b1~dhm~1.0&bs=1e2&A=dsn;f=s1b1~gap&s=007");
    expect(intact).toBe(false);
    expect(messages({ ...rest, intact })).toEqual([
      "link: is without a checksum. Typed by hand? If not, its end was cut off: check what differs.",
      'B: expected arms in order (A next), got "dhm;dhm.alpha=0.50;f=s1b1~dhm~1.0"',
      'A: expected arms in order (B next), got "dsn;f=s1b1~gap"',
    ]);
    expect(rest.experiment).toEqual({
      ...smallData,
      seed: 7,
      training: { ...smallData.training, batchSize: 100 },
      arms: [dhmArm(0.5, "s1b1"), dsnArm("s1b1")],
    });
  });
});

describe("a damaged link", () => {
  const source = encodeLink({
    ...smallData,
    seed: 12345,
    training: { ...smallData.training, budget: 2000 },
    arms: [dsnArm("s1b1", "s2b1"), { ...dhmArm(0.3, "s1b1", "s2b1"), label: "β" }, plainArm("stem")],
  });

  test("cut off anywhere is noticed", () => {
    for (let length = 0; length < source.length; length += 1) {
      const decoded = decodeLink(source.slice(0, length));
      if (decoded.intact || decoded.issues.length === 0) expect.fail(`not noticed: ${source.slice(0, length)}`);
      checkStable(decoded);
    }
  });

  test("changed anywhere gives the same experiment, or says so", () => {
    const stream = createStream(99);
    const alphabet = "abcdefgs0123456789ABCDE&=;,~.-%# \u0000\u202eé😀".split("");
    const expected = JSON.stringify(decodeLink(source).experiment);
    let noticed = 0;
    for (let round = 0; round < 2000; round += 1) {
      let text = source;
      for (let change = 1 + stream.below(3); change > 0; change -= 1) {
        const at = stream.below(text.length + 1);
        const end = at + stream.below(4);
        text = text.slice(0, at) + (stream.below(3) === 0 ? "" : stream.pick(alphabet)) + text.slice(end);
      }
      const decoded = decodeLink(text);
      const same = JSON.stringify(decoded.experiment) === expected;
      if (!same && decoded.issues.length === 0) expect.fail(`not noticed: ${text}`);
      noticed += decoded.issues.length > 0 || decoded.mended !== undefined ? 1 : 0;
      const found = [...decoded.issues];
      // The same text with a right checksum: someone meant it.
      if (round % 4 === 0) {
        const meant = decodeLink(sealed(text.replace(/&c=.*$/s, "")));
        checkStable(meant);
        found.push(...meant.issues);
      }
      for (const { what, path } of found) {
        const message = whatText(what);
        if (/[\p{Cc}\p{Cf}]/u.test(message + path)) expect.fail(`a control character in ${JSON.stringify(message)}`);
      }
    }
    expect(noticed).toBeGreaterThan(1900);
  }, 120_000);

  test.each([
    ["with a wrong one", "v1&s=7&c=aaaa"],
    ["with an empty one", "v1&s=7&c="],
    ["with one in capitals", sealed("v1&s=7").replace(/c=.*/, (text) => `c=${text.slice(2).toUpperCase()}`)],
  ])("%s opens, and says so", (_, text) => {
    const decoded = decodeLink(text);
    expect(decoded.experiment.seed).toBe(7);
    expect(decoded.intact).toBe(false);
    expect(messages(decoded)[0]).toMatch(/^link: was changed or cut off/);
  });

  test("without a checksum may have been typed by hand", () => {
    const decoded = decodeLink("v1&s=7");
    expect(decoded.experiment.seed).toBe(7);
    expect(decoded.intact).toBe(false);
    expect(messages(decoded)).toEqual([expect.stringMatching(/^link: is without a checksum\. Typed by hand\?/)]);
  });

  test.each([
    ["a setting", "&sh=1"],
    ["a character", "0"],
  ])("%s behind the checksum is cut, and said so", (_, more) => {
    const decoded = decodeLink(sealed("v1&s=7") + more);
    expect(decoded.experiment).toEqual({ ...smallData, seed: 7 });
    expect(decoded).toMatchObject({ intact: true, issues: [], extras: [] });
    expect(decoded.mended?.repairs).toContain("textBehind");
  });

  test("with two checksums is reported even if the last is right", () => {
    const decoded = decodeLink(sealed("v1&c=0000&s=7"));
    expect(decoded).toMatchObject({ intact: true, extras: [] });
    expect(messages(decoded)).toEqual([expect.stringMatching(/^c: expected each setting once, got "c=/)]);
  });
});

describe("nothing is replaced without a word", () => {
  test.each([
    ["s=banana", 'experiment.seed: expected a whole number from 0 to 2147483647, got "banana"'],
    ["bs=NaN", 'training.batchSize: expected a whole number from 2 to 1024, got "NaN"'],
    ["n=1e99", 'training.budget: expected a whole number from 1 to 1000000, got "1e99"'],
    ["n=", 'training.budget: expected a whole number from 1 to 1000000, got ""'],
    ["sc=Cosine", 'training.schedule: expected one of constant, step, cosine, got "Cosine"'],
    ["fl=yes", 'augmentation.flip: expected 1 or 0, got "yes"'],
    ["resnet.depth=0x10", 'resnet.depth: expected a whole number from 8 to 1202, got "0x10"'],
    ["A=dhm;dhm.alpha=Infinity", 'A.dhm.alpha: expected a number from 0 to 10, got "Infinity"'],
    ["A=dhm;f=s1b1~light~NaN", 'A.forks[0].weight: expected a number from 0 to 100, got "NaN"'],
    ["A=dhm;f=s1b1~light~", 'A.forks[0].weight: expected a number from 0 to 100, got ""'],
    ...["0", "-1", "NaN", "Infinity", "1000", ""].map((rate): [string, string] => [
      `A=dhm;f=s1b1~light~1~${rate}`,
      `A.forks[0].rate: expected a number from 0.0001 to 100, got "${rate}"`,
    ]),
    ["A=dhm;f=s1b1~conv;s1b1.width=9", 'A.forks[0].branch.width: expected a number from 0.25 to 8, got "9"'],
    ["A=dhm;l=%", 'A.label: expected at most 40 printable characters, encoded, got "%"'],
    ["A=dhm;l=4oCuYQ", 'A.label: expected at most 40 printable characters, encoded, got "�a"'],
    [
      `A=dhm;l=${btoa("x".repeat(41)).replaceAll("=", "")}`,
      `A.label: expected at most 40 printable characters, encoded, got "${"x".repeat(41)}"`,
    ],
    ["s=1&s=2", 's: expected each setting once, got "s=2"'],
    ["A=plain&A=dsn", 'A: expected each setting once, got "A=dsn"'],
    ["A=dhm;dhm.alpha=1;dhm.alpha=2", 'A.dhm.alpha: expected each setting once, got "dhm.alpha=2"'],
    ["A=dhm;f=s1b1;f=s2b1", 'A.f: expected each setting once, got "f=s2b1"'],
    ["A=plain&C=dsn", 'C: expected arms in order (B next), got "dsn"'],
    ["A=dsn;f=s999b1", "arms[0].forks.s999b1: there is no stage 999; the network ends with stage 3"],
    ["A=dsn;f=s0b1", "arms[0].forks.s0b1: s0b1 is not a site; sites are input, stem and s1b1 to s3b1"],
  ])("%s", (text, message) => {
    const decoded = decodeLink(sealed(`v1&${text}`));
    expect(messages(decoded)).toEqual([message]);
    checkStable(decoded);
  });
});

describe("what only a newer version knows", () => {
  /** Unknown things, each with the words it is reported by. */
  const newer: readonly [string, string][] = [
    ["v1&zz=1", "zz: expected a setting that this version knows"],
    ["v1&zz", "zz: expected a setting that this version knows"],
    ["v1&zz=1&zz=2", "zz: expected a setting that this version knows"],
    ["v1&pt=2-4", "pt: expected a setting that this version knows"],
    ["v1&totem.shadow=1", "totem.shadow: expected a setting that this version knows"],
    ["v1&d=cifar", "dataset: expected one of totem"],
    ["v1&d=cifar&cifar.part=.5", "dataset: expected one of totem"],
    ["v1&b=toString", "backbone: expected one of resnet"],
    ["v1&o=constructor", "optimizer: expected one of sgd"],
    ["v1&E=dsn", "E: expected a setting that this version knows"],
    ["v1&A=future;f=s1b1;future.x=1", "A.method: expected one of plain"],
    ["v1&A=dsn&B=future;f=s1b1&C=plain", "B.method: expected one of plain"],
    ["v1&A=future&B=future", "A.method: expected one of plain"],
    ["v1&A=dsn&B=toString&C=plain&D=dsl", "B.method: expected one of plain"],
    ["v1&A=dsn;f=s1b1,s2b1~future~.5", "A.forks[1].branch: expected one of gap"],
    ["v1&A=dsn;f=s1b1~gap~1~1~left", "A.forks[0]: expected site~design~weight~rate"],
    ["v1&A=dsn;f=t1", "A.forks[0].site: expected input, stem or a place such as s1b2"],
    ["v1&A=dsn;f=s1b1,", "A.forks[1].site: expected input, stem or a place such as s1b2"],
    [`v1&A=dsn;f=${Array.from({ length: 9 }, () => "s1b1").join(",")}`, "A.forks: expected at most 8 forks"],
    ["v1&A=dsn;zz=1", "A.zz: expected a setting that this version knows"],
    ["v1&A=dsn;dsn.zz=1", "A.dsn.zz: expected a setting that this version knows"],
    ["v1&A=dsn;f=s1b1;s1b1.zz=1", "A.s1b1.zz: expected a setting that this version knows"],
    ["v1&A=dsn;f=s1b1;s2b1.width=1", "A.s2b1.width: expected a setting that this version knows"],
    ["v1&A=dsn&B=plain;f=stem;plain.zz=1;y", "B.plain.zz: expected a setting that this version knows"],
    ["v1&A=dsn;f=s1b1;zz=1&B=future&C=plain;zz=2", "A.zz: expected a setting that this version knows"],
    // The default arms beside one that cannot be read.
    ["v1&A=dsn;f=s1b1,s2b1&B=dhm;f=s1b1~light,s2b1~light&C=future", "C.method: expected one of plain"],
  ];

  test.each(newer)("%s is reported and written back as it was", (text, report) => {
    const decoded = decodeLink(sealed(text));
    expect(decoded.intact).toBe(true);
    expect(messages(decoded).some((message) => message.startsWith(report))).toBe(true);
    expect(encodeLink(decoded.experiment, decoded.extras)).toBe(sealed(text));
    checkStable(decoded);
  });

  test("an arm that cannot be read is left out, not replaced", () => {
    const decoded = decodeLink(sealed("v1&A=dsn&B=future;f=s1b1&C=plain"));
    expect(decoded.experiment.arms).toEqual([dsnArm(), plainArm()]);
    const none = decodeLink(sealed("v1&A=future"));
    expect(none.experiment.arms).toEqual([]);
    expect(none.issues).toContainEqual({
      path: "arms",
      what: { code: "noArms" },
      blocking: true,
    });
  });

  test("survives a change of the experiment", () => {
    const decoded = decodeLink(sealed("v1&s=7&zz=1&A=dsn;f=s1b1;yy=2&B=future"));
    const changed = { ...decoded.experiment, seed: 8, arms: [...decoded.experiment.arms, plainArm()] };
    expect(encodeLink(changed, decoded.extras)).toBe(sealed("v1&s=8&A=dsn;f=s1b1;yy=2&B=future&C=plain&zz=1"));
  });

  test("makes way for what the user chooses", () => {
    const four = [dsnArm(), plainArm(), dhmArm(1), dhmArm(0.5)];
    const link = encodeLink({ ...smallData, arms: four }, ["B=future", "s=3", "zz=1"]);
    expect(link).toBe(sealed("v1&A=dsn&B=plain&C=dhm&D=dhm;dhm.alpha=.5&s=3&zz=1"));
  });

  test("is not written back when no version can have written it", () => {
    const decoded = decodeLink(sealed("v1&x<script>=1&\u202ey=2&z=é&totem.__proto__=1&ok=1&B;x=1"));
    expect(decoded.extras).toEqual(["ok=1"]);
    expect(decoded.issues).toHaveLength(6);
    expect(encodeLink(smallData, ["a b=1", "c=é", "d=\n", "A;x=\u0000", "ok=1"])).toBe(sealed("v1&ok=1"));
  });

  test("an experiment without arms is not written as the default one", () => {
    const link = encodeLink({ ...smallData, arms: [] });
    expect(decodeLink(link).experiment.arms).toEqual([]);
    checkStable(decodeLink(link));
  });
});

describe("hostile links", () => {
  const nested = (text: string, count: number) => Array.from({ length: count }, () => text).join("");

  test.each<[string, string, RegExp]>([
    [
      "8,001 characters",
      `v1&${"x".repeat(7998)}`,
      /^link: has 8001 characters; at most 8000 are read\. Nothing was used\.$/,
    ],
    ["ten megabytes", "v1&".repeat(3_333_333), /^link: has 9999999 characters/],
    ["a hundred thousand &", "&".repeat(100_000), /^link: has 100000 characters/],
    ["a few hundred &", `v1${"&".repeat(300)}`, /^link: has 301 settings; at most 256 are read\. Nothing was used\.$/],
    ["nothing", "", /^link: does not start with v1/],
    ["a blank", " ", /^link: does not start with v1/],
    ["another page's hash", "#top", /^link: does not start with v1/],
    ["JSON", '{"__proto__":{"seed":1}}', /^link: does not start with v1/],
    ["a newer version", sealed("v2&s=7"), /^link: was made with a newer version \(v2\); reload the page to update\./],
    ["a much newer version", `v${"9".repeat(5000)}`, /^link: does not start with v1/],
    ["version 0", "v0&s=7", /^link: does not start with v1/],
    ["bad escapes", "%E0%A4%A", /^link: does not start with v1/],
  ])("%s: nothing is used, and it says so", (_, text, message) => {
    const decoded = decodeLink(text);
    expect(decoded).toMatchObject({ experiment: smallData, intact: false, extras: [] });
    expect(messages(decoded)).toEqual([expect.stringMatching(message)]);
  });

  test.each([
    ["prototype keys", "v1&__proto__=1&constructor=2&A=__proto__&B=constructor;f=__proto__~constructor~toString"],
    [
      "prototype settings",
      "v1&totem.__proto__=1&resnet.constructor=1&A=dhm;dhm.__proto__=1;__proto__.x=1;f=s1b1;s1b1.__proto__=1",
    ],
    ["four thousand settings of an arm", `v1&A=dsn${nested(";x", 3900)}`],
    ["four thousand forks", `v1&A=dsn;f=${nested("s1b1,", 1500)}`],
    ["a long key", `v1&${"k".repeat(7900)}=1`],
    ["control characters", "v1&\u0000\u001b[31m=\u202e&A=\u0007"],
    ["escapes that become separators", "v1%26s%3D7%26A%3Ddsn"],
    ["a percent sign that means nothing", "v1&s=7%&x=100%"],
    ["half an emoji", "v1&x=\ud83d"],
    ["only separators", "v1&=&==&;=;&~&,&.=.&-"],
    [
      "the largest networks that can be asked for",
      `v1&resnet.depth=1202&${["A", "B", "C", "D"]
        .map((letter) => {
          const custom = Array.from({ length: 8 }, (_, index) => {
            const id = index === 0 ? "input" : `input.${index + 1}`;
            return `;${id}.rule=custom;${id}.blocks=200`;
          });
          return `${letter}=dhm;f=${nested("input~dhm,", 8).slice(0, -1)}${custom.join("")}`;
        })
        .join("&")}`,
    ],
  ])("%s: read within bounds", (_, text) => {
    const decoded = decodeLink(text);
    expect(decoded.issues.length).toBeGreaterThan(0);
    expect(decoded.issues.length).toBeLessThan(60);
    expect(messages(decoded).join("").length).toBeLessThan(20_000);
    for (const message of messages(decoded)) expect(message).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
    expect({}).not.toHaveProperty("x");
    expect(Object.getPrototypeOf(decoded.experiment)).toBe(Object.prototype);
    checkStable(decoded);
  });

  test("says how many problems it does not list", () => {
    const decoded = decodeLink(sealed(`v1&A=dsn${nested(";x", 3000)}`));
    expect(messages(decoded).at(-1)).toBe("link: has 2960 more problems of this kind");
  });
});
