import type { Experiment } from "../experiment/experiment";
import { armTitle } from "../experiment/network";
import { findPreset, presets, smallData } from "../experiment/presets";
import { validate } from "../experiment/validate";
import { decodeLink } from "../experiment/link/decode";
import { encodeLink } from "../experiment/link/encode";
import { networksOf } from "../runs/networks";
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
import type { ExperimentSlice } from "./experimentState";
import type { SliceCreator } from "./labState";

const MAX_UNDO = 100;

export const createExperimentSlice: SliceCreator<ExperimentSlice> = (set, get) => {
  /** Every edit passes here: the run so far is kept, the next one gets the new set-up. */
  const change = (next: Experiment, history: Partial<ExperimentSlice> = {}): void => {
    const { experiment, past } = get();
    if (next === experiment) return;
    get().retire();
    const presetId = presetOf(next);
    const claimless = { linkClaim: undefined, linkClaimTexts: [] };
    const forward = { past: [...past, experiment].slice(-MAX_UNDO), future: [] };
    set({ ...forward, ...claimless, presetId, ...history, experiment: next });
    get().fitView();
  };
  /** Changes only if no rule is newly broken. */
  const attempt = (next: Experiment): string | undefined => {
    const problem = validate(next).find(({ blocking }) => blocking);
    if (problem !== undefined) return problem.message;
    change(next);
    return undefined;
  };
  const adapted = (next: Experiment): Experiment => {
    const before = networksOf(get().experiment).trunk;
    const after = networksOf(next).trunk;
    return before === undefined || after === undefined ? next : withForksMoved(next, before);
  };

  return {
    experiment: smallData,
    presetId: "small-data",
    past: [],
    future: [],
    linkIssues: [],
    linkExtras: [],
    linkClaim: undefined,
    linkClaimTexts: [],
    loads: 0,

    setField(path, value) {
      const next = withValue(get().experiment, path, value);
      return attempt(path[0] === "backbone" ? adapted(next) : next);
    },
    setKind(part, kind) {
      const next = withKind(get().experiment, part, kind);
      change(part === "backbone" ? adapted(next) : next);
    },
    setMethod: (arm, kind) => change(withMethod(get().experiment, arm, kind)),
    setBranchDesign: (arm, choice) => change(withBranchDesign(get().experiment, arm, choice)),
    renameArm(arm, label) {
      const old = get().experiment.arms[arm];
      if (old === undefined || armTitle(old) === label) return;
      change(withArm(get().experiment, arm, (was) => ({ ...was, label })));
    },
    addArm: (arm) => change(withArmAdded(get().experiment, arm)),
    duplicateArm(arm) {
      const old = get().experiment.arms[arm];
      if (old !== undefined) change(withArmAdded(get().experiment, old));
    },
    removeArm: (arm) => change(withoutArm(get().experiment, arm)),
    forkAt: (site) => change(withForkToggled(get().experiment, site)),
    weighFork: (site, direction) => change(withForkWeighed(get().experiment, site, direction)),
    forkArmAt(arm, site, on) {
      const { experiment } = get();
      change(withArm(experiment, arm, (old) => withFork(experiment, old, site, on)));
    },
    loadPreset(id) {
      const preset = findPreset(id);
      if (preset === undefined) return;
      get().loadExperiment(preset.experiment);
      set({ presetId: id });
    },
    loadExperiment: (experiment) => change(experiment, { linkIssues: [], linkExtras: [], loads: get().loads + 1 }),
    newSeed() {
      const { experiment } = get();
      change({ ...experiment, seed: (experiment.seed + 1) % 2 ** 31 });
    },
    undo() {
      const { past, experiment, future } = get();
      const previous = past.at(-1);
      if (previous !== undefined) change(previous, { past: past.slice(0, -1), future: [experiment, ...future] });
    },
    redo() {
      const { past, experiment, future } = get();
      const [next, ...rest] = future;
      if (next !== undefined) change(next, { past: [...past, experiment], future: rest });
    },
    openLink(hash) {
      if (hash.replace(/^#/, "") === "") return;
      const { experiment, issues, extras, claim, claimTexts = [] } = decodeLink(hash);
      change(experiment, {
        linkIssues: issues,
        linkExtras: extras,
        linkClaim: claim,
        linkClaimTexts: claimTexts,
      });
    },
    dismissLinkIssues: () => set({ linkIssues: [] }),
  };
};

const presetLinks = new Map(
  presets.map(({ id, experiment }) => [encodeLink(experiment), id]).reverse() as [string, string][],
);

/** The preset that an experiment is exactly; the first where two presets differ in their text alone. */
function presetOf(experiment: Experiment): string | undefined {
  return presetLinks.get(encodeLink(experiment));
}
