import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Experiment } from "../../src/experiment/experiment";
import { builtNetworks } from "../../src/experiment/expansion";
import { encodeLink } from "../../src/experiment/link/encode";
import { findPreset, smallData } from "../../src/experiment/presets";
import { writeSafetensors } from "../../src/torch/safetensors";
import { initialWeights, partOf, torchTensors, type WeightsPart } from "../../src/torch/weights";
import { expandSweep } from "../../src/sweep/expandSweep";
import { makeSweep } from "../../src/sweep/sweep";
import { startKeysOf } from "../../src/sweep/sweepStarts";
import { withStart, withSweepStart } from "./startFile";

const smoke = findPreset("smoke")?.experiment ?? smallData;

describe("lab train --start", () => {
  let folder = "";
  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), "forklab-start-"))));
  afterAll(() => rmSync(folder, { recursive: true }));

  function fileOf(arm: number, part: WeightsPart): string {
    const graph = builtNetworks(smoke)[arm]?.graph;
    if (graph === undefined) throw new Error("no such arm");
    const path = join(folder, `${arm}-${part}.safetensors`);
    writeFileSync(path, writeSafetensors(torchTensors(partOf(graph, part), initialWeights(graph, 3))));
    return path;
  }
  const startsOf = ({ arms }: Experiment): readonly string[] => arms.map(({ learning }) => learning?.start ?? "");

  it("has every arm start from the file where none says from what, and names the weights in the link", async () => {
    const { experiment, weights } = await withStart(smoke, fileOf(0, "main"));
    const [key = ""] = startsOf(experiment);
    expect(key).toMatch(/^[0-9a-f]{16}$/);
    expect(startsOf(experiment)).toEqual([key, key]);
    expect(weights.map(([own]) => own)).toEqual([key]);
    expect(encodeLink(experiment)).toContain(`learn.start=${key}`);
    // The link that names them takes the same file, and no other.
    expect((await withStart(experiment, fileOf(0, "main"))).experiment).toBe(experiment);
    const others = smoke.arms.slice(0, 1).map((arm) => ({ ...arm, learning: experiment.arms[0]?.learning }));
    await expect(withStart({ ...smoke, arms: others as Experiment["arms"] }, fileOf(0, "whole"))).rejects.toThrow(
      new RegExp(`holds the weights [0-9a-f]{16}, and arm A starts from ${key}`),
    );
  });

  it("names itself where there is no such file", async () => {
    await expect(withStart(smoke, "nowhere.safetensors")).rejects.toThrow(
      "--start nowhere.safetensors: there is no such file",
    );
  });

  it("gives every run of a sweep the trunk and main's head of the file, the one without forks included", async () => {
    const sweep = makeSweep(smoke, { sites: ["s1b1", "s2b1"], methods: ["dsn", "dhm"], seeds: [1] });
    const { sweep: started, weights } = await withSweepStart(sweep, fileOf(1, "whole"));
    const [key = ""] = startKeysOf(started);
    expect(weights.map(([own]) => own)).toEqual([key]);
    const cells = expandSweep(started);
    expect(cells.map(({ experiment }) => startsOf(experiment))).toEqual(cells.map(() => [key]));
    expect(cells.filter(({ plain }) => plain)).toHaveLength(1);
    // Of the same network without its branches it is the same key, and the sweep that names it takes no other.
    expect((await withSweepStart(started, fileOf(1, "main"))).sweep.base).toBe(started.base);
    const { experiment: other } = await withStart(smoke, fileOf(0, "main"));
    expect(startsOf(other)[0]).toBe(key);
    const wide = makeSweep(smoke, {
      sites: ["s1b1"],
      methods: ["dsn"],
      seeds: [1],
      further: { path: "backbone.width", values: ["4", "8"] },
    });
    await expect(withSweepStart(wide, fileOf(0, "main"))).rejects.toThrow(
      /Width 8 .*cannot start from .*another network's/,
    );
  });

  it("refuses weights of another network, with the arm and all that differs", async () => {
    await expect(withStart(smoke, fileOf(1, "whole"))).rejects.toThrow(
      /^arm A: .*1-whole\.safetensors holds the weights of another network: the network has no branches\./,
    );
  });
});
