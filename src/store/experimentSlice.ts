import type { Experiment } from "../experiment/experiment";
import { armTitle } from "../experiment/network";
import { findPreset, firstVisit, presets } from "../experiment/presets";
import { decodeLink } from "../experiment/link/decode";
import { encodeLink } from "../experiment/link/encode";
import { VIEW_KEY, withoutSweep } from "../experiment/link/grammar";
import { issuesOf, networksOf } from "../experiment/networks";
import {
  withArm,
  withArmAdded,
  withBranchDesign,
  withFork,
  withForksMoved,
  withForkToggled,
  withForkWeighed,
  withKind,
  withMethod,
  withoutArm,
  withValue,
} from "./edits";
import type { EditRefusal, ExperimentSlice } from "./experimentState";
import type { SliceCreator } from "./labState";
import { MAX_SEEDS, seedsFrom, withEdited, withWhole, type SetUp } from "./setUp";

const MAX_UNDO = 100;
const NO_CLAIM = { linkClaim: undefined, linkClaimTexts: [] };

type LinkPart = "linkIssues" | "linkMended" | "linkExtras" | "linkClaim" | "linkClaimTexts";

/** What an edit does besides changing the set-up. */
interface Also extends Partial<Pick<ExperimentSlice, LinkPart>> {
  readonly loads?: number;
  readonly history?: Pick<ExperimentSlice, "past" | "future">;
  /** Names what is being edited: one setting, changed again and again while one stays with it, is undone at once. */
  readonly burst?: string;
}

export const createExperimentSlice: SliceCreator<ExperimentSlice> = (set, get) => {
  let burst: string | undefined;

  const setUp = (): SetUp => {
    const { experiment, locked, seeds } = get();
    return { experiment, locked, seeds };
  };
  /** Every edit passes here: the run so far is kept, the next one gets the new set-up. */
  const change = (next: SetUp, { history, burst: name, ...also }: Also = {}): void => {
    const before = setUp();
    const trains = next.experiment !== before.experiment;
    if (!trains && next.locked === before.locked && next.seeds === before.seeds) return;
    const { past } = get();
    const goesOn = name !== undefined && name === burst && past.length > 0;
    burst = name;
    const forward = { past: goesOn ? past : [...past, before].slice(-MAX_UNDO), future: [] };
    if (trains) get().retire(true);
    set({
      ...(trains ? NO_CLAIM : {}),
      ...also,
      ...(history ?? forward),
      ...next,
      presetId: presetOf(next),
    });
    if (trains) get().fitView();
  };
  /** The same but for its seed, which no undo needs to bring back. */
  const show = (experiment: Experiment): void => {
    const claims = experiment.seed === get().experiment.seed ? {} : NO_CLAIM;
    get().retire();
    set({ ...claims, experiment });
  };
  const edit = (experiment: Experiment, also?: Also): void => {
    if (experiment !== get().experiment && !get().held) change(withEdited(setUp(), experiment), also);
  };
  const editArm = (arm: number, experiment: () => Experiment): void => {
    if (get().locked[arm] !== true) edit(experiment());
  };
  /** Edits only if no rule is newly broken. */
  const attempt = (next: Experiment, name: string): EditRefusal | undefined => {
    const problem = issuesOf(next).find(({ blocking }) => blocking);
    if (problem !== undefined) return problem.what;
    edit(next, { burst: name });
    return undefined;
  };
  const adapted = (next: Experiment): Experiment => {
    const before = networksOf(get().experiment).trunk;
    const after = networksOf(next).trunk;
    return before === undefined || after === undefined ? next : withForksMoved(next, before);
  };

  return {
    experiment: firstVisit,
    locked: firstVisit.arms.map(() => false),
    held: false,
    seeds: [firstVisit.seed],
    presetId: "small-data",
    past: [],
    future: [],
    linkIssues: [],
    linkMended: undefined,
    linkExtras: [],
    linkClaim: undefined,
    linkClaimTexts: [],
    loads: 0,

    setField(path, value) {
      const [group, index] = path;
      if (get().held) return { code: "held" };
      if (group === "arms" && get().locked[Number(index)] === true) return { code: "armLocked", arm: Number(index) };
      const next = withValue(get().experiment, path, value);
      return attempt(group === "backbone" ? adapted(next) : next, path.join("."));
    },
    setKind(part, kind) {
      const next = withKind(get().experiment, part, kind);
      edit(part === "backbone" ? adapted(next) : next);
    },
    setDataset: (dataset) => edit({ ...get().experiment, dataset }),
    setMethod: (arm, kind) => editArm(arm, () => withMethod(get().experiment, arm, kind)),
    setBranchDesign: (arm, choice) => editArm(arm, () => withBranchDesign(get().experiment, arm, choice)),
    renameArm(arm, label) {
      const old = get().experiment.arms[arm];
      if (old === undefined || armTitle(old) === label) return;
      editArm(arm, () => withArm(get().experiment, arm, (was) => ({ ...was, label })));
    },
    addArm: (arm) => edit(withArmAdded(get().experiment, arm)),
    duplicateArm(arm) {
      const old = get().experiment.arms[arm];
      if (old !== undefined) edit(withArmAdded(get().experiment, { ...old }));
    },
    removeArm: (arm) => editArm(arm, () => withoutArm(get().experiment, arm)),
    lockArm(arm, on) {
      const { locked } = get();
      if (locked[arm] !== undefined && locked[arm] !== on) {
        change({ ...setUp(), locked: locked.map((old, index) => (index === arm ? on : old)) });
      }
    },
    forkAt: (site) => edit(withForkToggled(get().experiment, site, get().locked)),
    weighFork: (site, direction) =>
      edit(withForkWeighed(get().experiment, site, direction, get().locked), { burst: `weight ${site}` }),
    forkArmAt(arm, site, on) {
      const { experiment } = get();
      editArm(arm, () => withArm(experiment, arm, (old) => withFork(experiment, old, site, on)));
    },
    loadPreset(id) {
      const preset = findPreset(id);
      if (preset === undefined) return;
      get().loadExperiment(preset.experiment);
      set({ presetId: id });
    },
    loadExperiment(experiment) {
      const next = withWhole(setUp(), experiment);
      if (next.seeds === get().seeds) show(experiment);
      else change(next, { linkIssues: [], linkMended: undefined, linkExtras: [], loads: get().loads + 1 });
    },
    applyMend(mend) {
      if (mend.kind === "setting") edit(mend.experiment);
      else editArm(mend.arm, () => mend.experiment);
    },
    newSeed() {
      const { experiment, seeds } = get();
      const last = seeds.at(-1) ?? experiment.seed;
      edit({ ...experiment, seed: (last + 1) % 2 ** 31 });
    },
    setSeedCount(count) {
      const { seeds } = get();
      const [first = get().experiment.seed] = seeds;
      if (count === seeds.length || count < 1 || count > MAX_SEEDS) return;
      const next = seedsFrom(first, count);
      get().turnToSeed(next.includes(get().experiment.seed) ? get().experiment.seed : first);
      change({ ...setUp(), seeds: next }, { burst: "seeds" });
    },
    turnToSeed(seed) {
      const { experiment } = get();
      if (seed !== experiment.seed) show({ ...experiment, seed });
    },
    settleEdit: () => (burst = undefined),
    undo() {
      const { past, future, held } = get();
      const previous = past.at(-1);
      if (previous !== undefined && !held) {
        change(previous, { history: { past: past.slice(0, -1), future: [setUp(), ...future] } });
      }
    },
    redo() {
      const { past, future, held } = get();
      const [next, ...rest] = future;
      if (next !== undefined && !held) change(next, { history: { past: [...past, setUp()], future: rest } });
    },
    openLink(hash) {
      const { experiment, issues, mended, unusable, extras, claimTexts = [] } = decodeLink(hash);
      if (unusable) {
        // Nothing of it was used, so what stands on the page stays.
        set({ linkIssues: issues, linkMended: undefined });
        return;
      }
      const { isSweep, rest: others } = withoutSweep(extras);
      const rest = others.filter((extra) => !extra.startsWith(`${VIEW_KEY}=`));
      const brought = {
        linkIssues: issues,
        linkMended: mended,
        // What makes a link a sweep belongs to the view that it opens; an edit of the experiment drops it.
        linkExtras: rest,
        linkClaim: undefined,
        linkClaimTexts: claimTexts,
      };
      change(withWhole(setUp(), experiment), brought);
      if (claimTexts.length > 0) {
        void import("../experiment/link/decodeWithClaim").then(({ decodeWithClaim }) => {
          if (get().linkClaimTexts !== claimTexts) return;
          const { claim, issues: withClaim } = decodeWithClaim(hash);
          set({ linkClaim: claim, linkIssues: withClaim });
        });
      }
      // How the sender looked at it; what the receiver does then is theirs, so the address drops it.
      if (rest.length < others.length) {
        void import("./linkView").then(({ takeView }) => {
          if (get().experiment === experiment) set(takeView(others, experiment).view);
        });
      }
      if (isSweep) get().openDialog({ kind: "sweep", link: hash });
    },
    dismissLinkIssues: () => set({ linkIssues: [], linkMended: undefined }),
  };
};

const presetLinks = new Map(
  presets.map(({ id, experiment }) => [encodeLink(experiment), id]).reverse() as [string, string][],
);

/**
 * The preset that a set-up is exactly, whichever seed of its series is on display; the first where two presets differ in
 * their text alone.
 */
function presetOf({ experiment, seeds }: SetUp): string | undefined {
  const [seed = experiment.seed] = seeds;
  return presetLinks.get(encodeLink({ ...experiment, seed }));
}
