import { decodeLink } from "../experiment/link/decode";
import { encodeLink } from "../experiment/link/encode";
import { nextSeedOf, seedResults, type SeedResult } from "../record/seeds/seedResults";
import { isOver } from "../record/runRecord";
import type { LabState, SliceCreator } from "./labState";
import type { SeedSlice } from "./seedState";
import { MAX_SEEDS, sameButSeed, seedsFrom } from "./setUp";

/** The finished runs of the experiment on the page, under whatever seed. */
export function seedResultsOf({ experiment, library }: LabState): readonly SeedResult[] {
  return seedResults(experiment, library);
}

/** The seed of the series that is to be trained next; undefined for one seed alone and when every one is finished. */
export function nextSeed(state: LabState): number | undefined {
  return state.seeds.length < 2 ? undefined : nextSeedOf(state.seeds, seedResultsOf(state));
}

export const createSeedSlice: SliceCreator<SeedSlice> = (set, get) => ({
  turnToNextSeed() {
    const seed = nextSeed(get());
    if (seed !== undefined) get().turnToSeed(seed);
    return seed !== undefined;
  },
  goOnWithSeries(ended) {
    if (ended.phase !== "completed" || get().record?.run !== ended.run) return;
    if (nextSeed(get()) !== undefined) get().play();
  },
  runSeeds(count) {
    get().setSeedCount(count);
    const phase = get().record?.phase;
    if (phase === undefined || phase === "paused" || isOver(phase)) get().play();
  },
  seriesText() {
    const { experiment, seeds } = get();
    const [first = experiment.seed] = seeds;
    return seeds.length < 2 ? "" : `${seeds.length} ${encodeLink({ ...experiment, seed: first })}`;
  },
  recallSeries(text) {
    const { experiment } = get();
    const [, digits = "", link = ""] = /^(\d+) (.*)$/.exec(text) ?? [];
    const { experiment: remembered, intact } = decodeLink(link);
    // Of a link that cannot be read, what stands in its place is not what was remembered.
    if (!intact) return;
    const seeds = seedsFrom(remembered.seed, Math.min(MAX_SEEDS, Number(digits)));
    if (seeds.includes(experiment.seed) && sameButSeed(remembered, experiment)) set({ seeds });
  },
});
