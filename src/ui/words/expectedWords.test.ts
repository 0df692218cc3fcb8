import { expect, it } from "vitest";
import type { IssueFault } from "../../experiment/issue";
import type { Expected, Found } from "../../schema/expected";
import { configText, expectedText } from "./expectedWords";
import { refusalText, whatText } from "./issueWords";
import { mendedText } from "./linkWords";

type Said<F extends { readonly code: string }> = {
  readonly [Code in F["code"]]: readonly [Omit<Extract<F, { readonly code: Code }>, "code">, string];
};

const expected: Said<Expected> = {
  number: [{ whole: true, min: 1, max: 64 }, "a whole number from 1 to 64"],
  oneOf: [{ names: ["sgd", "adam"] }, "one of sgd, adam"],
  onOff: [{}, "1 or 0"],
  imagesKey: [{ digits: 16 }, "the 16 hexadecimal digits of a set of images"],
  shortName: [{ most: 40 }, "at most 40 letters, digits, dots and hyphens"],
  weightsKey: [{ digits: 16 }, "the 16 hexadecimal digits of a finished run's weights"],
  wholeNumbers: [{ most: 3, min: -1, max: 99 }, "at most 3 whole numbers from -1 to 99, joined by dots"],
  depth: [{ perBlock: 6, others: 2, nearest: [8, 14] }, "6n + 2 such as 8 or 14"],
  twoConvolutions: [{}, "at least two convolutions such as 2 or 1.1"],
  shift: [{ most: 7, side: 8 }, "at most 7 for images of 8 px"],
  object: [{}, "an object"],
  list: [{ most: 4 }, "a list of at most 4"],
  shortText: [{}, "a short text"],
  place: [{}, "input, stem or a place such as s1b2"],
  once: [{}, "each setting once"],
  known: [{}, "a setting that this version knows"],
  nextArm: [{ letter: "B" }, "arms in order (B next)"],
  printable: [{ most: 40 }, "at most 40 printable characters, encoded"],
  forks: [{ most: 8 }, "at most 8 forks"],
  forkText: [{}, "site~design~weight~rate"],
  version: [{}, "a version"],
  hardware: [{}, "a backend and vendor"],
  digest: [{}, "16 digits from 0 to f"],
  finals: [{}, "a percentage for every head of every arm"],
  curves: [{}, "accuracy curves of this experiment"],
  map: [{}, "an agreement map of this experiment"],
  teacher: [{}, "the weights of a finished run of this network, trained with CDS"],
  contrastBatch: [{ most: 512 }, "at most 512 images for a contrastive method"],
  inputFork: [{}, "a fork at the input, for updates that alternate"],
  otherView: [{}, "the other view of the image, as long as labels are missing"],
  noGate: [{}, "no gate, as long as labels are missing"],
  projection: [{}, "a projection head, for its contrastive term"],
  part: [{}, "a part such as 2-4, the second of four"],
  aMethod: [{}, "at least one method"],
  methods: [{ most: 4 }, "at most 4 methods"],
  seeds: [{ most: 64 }, "1 to 64 seeds"],
  rows: [{ most: 24 }, "at most 24 rows (methods × designs × weights × values)"],
  runs: [{ most: 2000 }, "at most 2000 runs (rows × placements × seeds)"],
  sites: [{ most: 8 }, "1 to 8 different sites"],
  values: [{ most: 8 }, "1 to 8 values"],
  ownSetting: [{}, "a setting of this experiment"],
  varied: [{}, "a setting and its values, such as backbone.width=8,16"],
  seedList: [{}, "whole numbers from 0 to 2147483647, joined by commas"],
};

it.each(Object.entries(expected))("expected: %s", (code, [params, text]) => {
  expect(expectedText({ code, ...params } as Expected)).toBe(text);
});

it("says of settings that there are none, and what was found", () => {
  expect(expectedText({ code: "oneOf", names: [] })).toBe("one of no settings");
  const of = (got: Found, what: Expected = { code: "object" }): string =>
    configText({ code: "expected", path: "x", expected: what, got });
  expect(of({ code: "nothing" })).toBe("expected an object, got nothing");
  expect(of({ code: "list", length: 3 })).toBe("expected an object, got a list of 3");
  expect(of({ code: "shown", text: '"abc"' })).toBe('expected an object, got "abc"');
  expect(of({ code: "object" }, { code: "onOff" })).toBe("expected 1 or 0, got an object");
  expect(of({ code: "nothing" }, { code: "noGate" })).toBe(
    'expected no gate, as long as labels are missing, got "a gate"',
  );
});

const at = "s1b1.x";
const issues: Said<IssueFault> = {
  expected: [{ path: "x", expected: { code: "onOff" }, got: { code: "shown", text: "2" } }, "expected 1 or 0, got 2"],
  noInput: [{ at }, "s1b1.x: has no input; connect it to a tensor"],
  mapNeeded: [{ at, shape: "6" }, "s1b1.x: needs a map, got a vector of 6; place it before the global pooling"],
  vectorNeeded: [{ at, shape: "2×2×3" }, "s1b1.x: needs a vector, got a map of 2×2×3; pool or flatten it first"],
  groups: [
    { at, groups: 3, inputs: 6, outputs: 8 },
    "s1b1.x: 3 groups do not divide 6 input and 8 output channels; choose a width that is a multiple of the groups",
  ],
  resize: [
    { at, from: "16×12×6", to: "32×3" },
    "s1b1.x: cannot pool 16×12×6 up to 32×3; take the skip from a larger map",
  ],
  sum: [
    { at, other: "1×1×16", shape: "2×2×16" },
    "s1b1.x: cannot add 1×1×16 to 2×2×16; the image size must be divisible by every stride on the way",
  ],
  join: [{ at, shapes: ["1×1×2", "2×2×2"] }, "s1b1.x: cannot join 1×1×2 and 2×2×2; maps must have one size"],
  pad: [
    { at, from: 6, to: 3 },
    "s1b1.x: cannot pad 6 channels to 3; use a projection shortcut (B) where the width shrinks",
  ],
  gates: [{ at, shape: "4×4×6" }, "s1b1.x: needs one gate per channel of 4×4×6; give the gate as many features"],
  window: [
    { at, kernel: 3, map: "2×12" },
    "s1b1.x: a 3×3 window does not fit on 2×12; use larger images or fewer strided stages",
  ],
  weights: [
    { at, inputs: 9, map: "3×3×1", features: 2, weights: 18, most: 10 },
    "s1b1.x: a linear layer from all 9 values of a 3×3×1 map to 2 has 18 weights, more than 10; fork later, use smaller images or a narrower network, or choose a head that pools",
  ],
  noTensor: [{ at }, "s1b1.x: no such tensor; tensors must be made before they are used"],
  nameTaken: [{ at }, "s1b1.x: the name is taken; give every node its own path"],
  stride: [
    { at, stride: 2, map: "1×1" },
    "s1b1.x: stride 2 does not fit on a map of 1×1; use larger images or fewer strided stages",
  ],
  shortcut: [
    { at, from: 4, to: 2 },
    "s1b1.x: shortcut A cannot go from 4 to 2 channels; use shortcut B or a wider branch",
  ],
  noSite: [{ site: "s0b1", last: "s3b1" }, "s0b1 is not a site; sites are input, stem and s1b1 to s3b1"],
  noStage: [{ stage: 4, last: 3 }, "there is no stage 4; the network ends with stage 3"],
  noBlock: [{ block: 3, stage: 1, last: 2 }, "there is no block 3 in stage 1; it ends with block 2"],
  largeBatch: [{ batch: 1024, images: 500 }, "a batch of 1024 does not fit into 500 training images"],
  noValidation: [
    {},
    "identities to be found again are none that training knows, so no share of the training images stands for them; set it to 0",
  ],
  allEvaluated: [{ asked: 5000, images: 2000, split: "test" }, "asks for 5000 images; all 2000 test images are used"],
  noImagesChosen: [{}, "no images have been chosen; open Images and give files or a folder"],
  lateCut: [{ step: 920, budget: 920 }, "a cut at step 920 is never reached; the budget is 920 steps"],
  idleProjection: [{}, "a projection head learns by contrast alone; under this method only its linear probe learns"],
  starvedNorm: [
    { place: { kind: "branch", stage: 1, block: 2 }, values: 1, rows: 1, map: "1×1" },
    "the batch norm in the branch at stage 1, block 2 has one value a channel to work on (1 image, a map of 1×1): they come out the same whatever the images are, so that nothing before it learns. Use larger batches, larger images or fewer stages with a stride.",
  ],
  noArms: [{}, "an experiment needs at least one arm"],
  tooManyArms: [{ most: 4 }, "at most 4 arms can be compared"],
  tooManyForks: [{ most: 8 }, "an arm has at most 8 forks"],
  slowWithoutNorm: [
    {},
    "without batch norm the loss hardly falls in the first few hundred steps; the authors train this network for 50,000. Switch batch norm on, or give it a long run.",
  ],
  linkTooLong: [{ characters: 9000, most: 8000 }, "has 9000 characters; at most 8000 are read. Nothing was used."],
  noLink: [
    { version: "v1" },
    "does not start with v1; it is not a Forklab link or its beginning was cut off. Nothing was used.",
  ],
  newerLink: [{ version: "v2" }, "was made with a newer version (v2); reload the page to update. Nothing was used."],
  tooManySettings: [{ count: 300, most: 256 }, "has 300 settings; at most 256 are read. Nothing was used."],
  wrongChecksum: [{}, "was changed or cut off: its checksum does not match. Check what differs."],
  noChecksum: [{}, "is without a checksum. Typed by hand? If not, its end was cut off: check what differs."],
  resultsLeftOut: [{}, "were left out, because no checksum vouches for them"],
  moreProblems: [{ count: 7 }, "has 7 more problems of this kind"],
};

it.each(Object.entries(issues))("issue: %s", (code, [params, text]) => {
  const what = { code, ...params } as IssueFault;
  expect(whatText(what)).toBe(text);
  expect(refusalText(what)).toBe(text);
});

it("names the arm that is locked", () => {
  expect(refusalText({ code: "held" })).toBe("a lesson's link has locked the settings");
  expect(refusalText({ code: "armLocked", arm: 1 })).toBe("arm B is locked; unlock it to change its settings");
});

it("lists what was put right about a link", () => {
  expect(mendedText({ repairs: ["percent"], intact: true })).toBe(
    "The link was changed on its way here. Put right: percent-encoding. Its checksum is right now.",
  );
  expect(mendedText({ repairs: ["entities", "capital"], intact: false })).toBe(
    "The link was changed on its way here. Put right: HTML codes such as &amp; and a capital V.",
  );
  expect(mendedText({ repairs: ["breaks", "mailWraps", "textBehind"], intact: true })).toBe(
    "The link was changed on its way here. Put right: spaces or line breaks inside, e-mail line wraps and text behind the checksum. Its checksum is right now.",
  );
});
