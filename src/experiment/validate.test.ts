import { describe, expect, test } from "vitest";
import { branches } from "../catalog/branches";
import { methods, type MethodConfig } from "../catalog/methods";
import { backbones } from "../catalog/backbones";
import { datasets } from "../catalog/datasets";
import { initialValues } from "../schema/field";
import type { Arm, Experiment, Fork } from "./experiment";
import { decodeLink } from "./link/decode";
import { dhmArm, dsnArm, smallData } from "./presets";
import { validate } from "./validate";
import { whatText } from "../ui/words/issueWords";

const totem = { kind: "totem", ...initialValues(datasets.totem.fields) } as const;
const resnet = { kind: "resnet", ...initialValues(backbones.resnet.fields) } as const;

const blocking = (experiment: Experiment) =>
  validate(experiment)
    .filter((issue) => issue.blocking)
    .map(({ path, what }) => `${path}: ${whatText(what)}`);

describe("validate", () => {
  test("has nothing to say about the default", () => {
    expect(validate(smallData)).toEqual([]);
  });

  test.each<[string, Experiment, string]>([
    [
      "a batch larger than the data set",
      {
        ...smallData,
        training: { ...smallData.training, batchSize: 1024 },
        dataset: { ...totem, train: 500 },
      },
      "training.batchSize: a batch of 1024 does not fit into 500 training images",
    ],
    [
      "a shift that leaves nothing of an image",
      {
        ...smallData,
        dataset: { ...totem, size: "8" },
        augmentation: { ...smallData.augmentation, flip: true, shift: 8 },
      },
      "augmentation.shift: expected at most 7 for images of 8 px, got 8",
    ],
    [
      "a hole that is larger than an image",
      {
        ...smallData,
        dataset: { ...totem, size: "8" },
        augmentation: { ...smallData.augmentation, cutout: 9 },
      },
      "augmentation.cutout: expected at most 8 for images of 8 px, got 9",
    ],
    [
      "a depth that does not exist",
      { ...smallData, backbone: { ...resnet, depth: 9 } },
      "backbone.depth: expected 6n + 2 such as 8 or 14, got 9",
    ],
    [
      "a fork at a place that does not exist",
      { ...smallData, arms: [dsnArm("s1b1"), dhmArm(1, "s999b1")] },
      "arms[1].forks.s999b1: there is no stage 999; the network ends with stage 3",
    ],
    [
      "a branch that does not fit",
      {
        ...smallData,
        arms: [
          {
            ...dhmArm(1),
            forks: [{ site: "s1b1", weight: 1, branch: { kind: "dhm", rule: "custom", blocks: [], width: 0.25 } }],
          },
        ],
      },
      "arms[0]: branch.s1b1.s2b1: shortcut A cannot go from 16 to 8 channels; use shortcut B or a wider branch",
    ],
    ["no arms", { ...smallData, arms: [] }, "arms: an experiment needs at least one arm"],
    [
      "five arms",
      { ...smallData, arms: [1, 2, 3, 4, 5].map((alpha) => dhmArm(alpha)) },
      "arms: at most 4 arms can be compared",
    ],
    [
      "nine forks",
      { ...smallData, arms: [dsnArm(...Array.from({ length: 9 }, () => "s1b1"))] },
      "arms[0].forks: an arm has at most 8 forks",
    ],
  ])("blocks %s", (_, experiment, message) => {
    expect(blocking(experiment)).toEqual([message]);
  });

  test("warns when fewer test images exist than were asked for, and lets it run", () => {
    const measure = { ...smallData.measure, evaluateImages: 5000 };
    expect(validate({ ...smallData, measure })).toEqual([
      {
        path: "measure.evaluateImages",
        what: { code: "allEvaluated", asked: 5000, images: 2000, split: "test" },
        blocking: false,
      },
    ]);
  });

  test("notes a projection head that nothing teaches", () => {
    const projection: Fork = {
      site: "s1b1",
      branch: { kind: "projection", ...initialValues(branches.projection.fields) },
      weight: 1,
    };
    const arm = (method: MethodConfig): Arm => ({ label: "", method, forks: [projection] });
    const under = (method: MethodConfig) => validate({ ...smallData, arms: [arm(method)] });
    expect(under({ kind: "dsl", factor: 1 })).toMatchObject([{ path: "arms[0].forks.s1b1", blocking: false }]);
    expect(under({ kind: "plain", factor: 1 })).toEqual([]);
    expect(under({ kind: "cds", ...initialValues(methods.cds.fields) })).toEqual([]);
  });

  test("lets a programming error through", () => {
    const broken = { ...smallData, backbone: null } as unknown as Experiment;
    expect(() => validate(broken)).toThrow(TypeError);
  });

  test("a cut that is never reached is told, and does not block", () => {
    const training = { ...smallData.training, cuts: [100, smallData.training.budget] };
    expect(validate({ ...smallData, training })).toEqual([
      {
        path: "training.cuts",
        what: { code: "lateCut", step: 920, budget: 920 },
        blocking: false,
      },
    ]);
  });

  test("combinations that cannot be trained, with what would be right", () => {
    const projection: Fork = {
      site: "s1b1",
      branch: { kind: "projection", ...initialValues(branches.projection.fields) },
      weight: 1,
    };
    const cds: MethodConfig = { kind: "cds", ...initialValues(methods.cds.fields) };
    const cdskd: MethodConfig = { kind: "cdskd", ...initialValues(methods.cdskd.fields) };
    const dml: MethodConfig = { kind: "dml", ...initialValues(methods.dml.fields), updates: "alternating" };
    const blocked = (method: MethodConfig, training: Partial<Experiment["training"]> = {}) =>
      validate({
        ...smallData,
        training: { ...smallData.training, ...training },
        arms: [{ label: "", method, forks: [projection] }],
      })
        .filter(({ blocking }) => blocking)
        .map(({ path, what }) => `${path}: ${whatText(what)}`);
    expect(blocked(cds, { batchSize: 600 })).toEqual([
      "training.batchSize: expected at most 512 images for a contrastive method, got 600",
    ]);
    expect(blocked(cdskd)).toEqual([
      'arms[0].method.teacher: expected the weights of a finished run of this network, trained with CDS, got "none"',
    ]);
    expect(blocked(cds, { labelled: 0.1 })).toEqual([
      'arms[0].method.positives: expected the other view of the image, as long as labels are missing, got "label"',
    ]);
    expect(blocked(dml)[0]).toMatch(
      /^arms\[0\]\.forks\.s1b1: expected a fork at the input, for updates that alternate/,
    );
  });
});

describe("a batch norm over two values", () => {
  const notes = (link: string) =>
    validate(decodeLink(link).experiment)
      .filter(({ lasting }) => lasting === true)
      .map(({ path, what, blocking: stops }) => ({ path, message: whatText(what), blocking: stops }));

  test("is noted and may be run", () => {
    expect(notes("v1&b=vgg&vgg.blocks=2.2.2.2.2&bs=2&A=plain")).toEqual([
      {
        path: "training.batchSize",
        message: expect.stringMatching(
          /^the batch norm in stage 5 has 2 values a channel to work on \(2 images, a map of 1×1\)/,
        ),
        blocking: false,
      },
    ]);
  });

  test("is named by its place in a branch, too", () => {
    const [note] = notes("v1&b=vgg&vgg.blocks=2.2.2.2&totem.size=16&bs=2&A=dhm;f=s1b2~dhm");
    expect(note?.message ?? "").not.toMatch(/s\d+b\d+/);
    const own = notes("v1&b=resnet&totem.size=8&bs=2&A=dhm;f=stem~dhm").map(({ message }) => message);
    for (const message of own) expect(message).not.toMatch(/\.norm/);
  });

  test("is not there with larger batches, larger maps or two views of each image", () => {
    expect(notes("v1&b=vgg&vgg.blocks=2.2.2.2.2&bs=3&A=plain")).toEqual([]);
    expect(notes("v1&b=vgg&vgg.blocks=2.2.2.2&bs=2&A=plain")).toEqual([]);
    expect(notes("v1&b=vgg&vgg.blocks=2.2.2.2.2&bs=2&A=plain&B=cds;f=s4b2~projection")).toEqual([]);
    expect(notes("v1&bs=2")).toEqual([]);
  });
});
