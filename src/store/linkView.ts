import { measures } from "../catalog/measures";
import { metrics } from "../catalog/metrics";
import { VIEW_KEY } from "../experiment/link/grammar";
import { branchesOf } from "../experiment/networks";
import type { Experiment } from "../experiment/experiment";
import { APART, THRESHOLDS } from "../graph/forkProposal";
import { formatNumber } from "../schema/formatNumber";
import type { ChartSlice } from "./chartState";
import { DETAILS_TABS, type ViewSlice } from "./viewState";

/** What of the page's state a link may carry: how results are looked at, never what they are. */
export type LinkView = Partial<
  Pick<
    ViewSlice,
    | "metric"
    | "agreementView"
    | "agreementMeasure"
    | "agreementPart"
    | "comparison"
    | "chartAxis"
    | "smoothing"
    | "logScale"
    | "detailsTab"
    | "conflictBelow"
    | "whatShips"
    | "pairBranch"
  > &
    Pick<ChartSlice, "zoom">
>;

type Shown = ViewSlice & Pick<ChartSlice, "zoom">;

interface Part {
  /** Undefined where it is as a first visit finds it. */
  readonly write: (state: Shown) => string | undefined;
  /** Undefined for text that says nothing here. */
  readonly read: (text: string, experiment: Experiment) => LinkView | undefined;
}

const choice = <K extends keyof LinkView>(name: K, usual: string, values: readonly string[]): Part => ({
  write: (state) => (String(state[name]) === usual ? undefined : String(state[name])),
  // Only a listed value passes, so it is of that property's type.
  read: (text) => (values.includes(text) ? ({ [name]: text } as LinkView) : undefined),
});

const flag = <K extends "logScale" | "whatShips">(name: K): Part => ({
  write: (state) => (state[name] ? "1" : undefined),
  read: (text) => (text === "1" ? { [name]: true } : undefined),
});

const PARTS: { readonly [key: string]: Part } = {
  m: choice("metric", "accuracy", Object.keys(metrics)),
  v: choice("agreementView", "map", ["map", "lines", "dials", "noise"]),
  g: choice("agreementMeasure", "cosine", [...Object.keys(measures), "fork"]),
  p: choice("agreementPart", "ce", ["ce", "whole", "rest"]),
  c: choice("comparison", "overlay", ["overlay", "split", "difference"]),
  x: choice("chartAxis", "steps", ["steps", "time", "work"]),
  t: choice("detailsTab", "hierarchy", DETAILS_TABS),
  k: {
    write: ({ conflictBelow }) => (conflictBelow === APART ? undefined : formatNumber(conflictBelow)),
    read: (text) => {
      const below = THRESHOLDS.find((one) => one !== APART && formatNumber(one) === text);
      return below === undefined ? undefined : { conflictBelow: below };
    },
  },
  l: flag("logScale"),
  s: flag("whatShips"),
  w: {
    write: ({ smoothing }) => (smoothing > 0 ? String(Math.round(100 * smoothing)) : undefined),
    read: (text) => (/^\d{1,2}$/.test(text) ? { smoothing: Number(text) / 100 } : undefined),
  },
  b: {
    write: ({ pairBranch }) => pairBranch,
    read: (text, experiment) => {
      const all = branchesOf(
        experiment,
        experiment.arms.map((_, index) => index),
      );
      return all.includes(text) ? { pairBranch: text } : undefined;
    },
  },
  z: {
    write: ({ zoom }) => (zoom === undefined ? undefined : `${zoom.from}-${zoom.to}`),
    read: (text, { training }) => {
      const [, from = "", to = ""] = /^(\d{1,9})-(\d{1,9})$/.exec(text) ?? [];
      const range = { from: Number(from), to: Math.min(training.budget, Number(to)) };
      return to !== "" && range.from < range.to ? { zoom: range } : undefined;
    },
  },
};

/** `vw=m~nll,v~lines`; nothing where the page looks as it does at a first visit. */
export function viewText(state: Shown): readonly string[] {
  const parts = Object.entries(PARTS).flatMap(([key, { write }]) => {
    const text = write(state);
    return text === undefined ? [] : [`${key}~${text}`];
  });
  return parts.length === 0 ? [] : [`${VIEW_KEY}=${parts.join(",")}`];
}

/**
 * What a link says of how its results are to be looked at, and its other extras. Text that means nothing here is passed
 * over: a view is never worth a message.
 */
export function takeView(
  extras: readonly string[],
  experiment: Experiment,
): { readonly view: LinkView; readonly rest: readonly string[] } {
  const isView = (extra: string): boolean => extra.startsWith(`${VIEW_KEY}=`);
  const found = extras.find(isView);
  if (found === undefined) return { view: {}, rest: extras };
  const views = found
    .slice(VIEW_KEY.length + 1)
    .split(",")
    .flatMap((part): readonly LinkView[] => {
      const [key = "", text = ""] = part.split("~");
      const read = Object.hasOwn(PARTS, key) ? PARTS[key]?.read(text, experiment) : undefined;
      return read === undefined ? [] : [read];
    });
  return { view: Object.assign({}, ...views) as LinkView, rest: extras.filter((extra) => !isView(extra)) };
}
