import type { Experiment } from "../experiment/experiment";
import type { LabState } from "../store/labState";
import type { LinkView } from "../store/linkView";
import type { PhoneTab } from "../store/viewState";
import type { RunRecord } from "../record/runRecord";
import type { Reading } from "./reading";

/** Parts of the page to which a step points. */
export type PagePart = "setup" | "verdict" | "diagram" | "run" | "accuracy" | "agreement" | "details";

/** How results are looked at while a step is open. */
export type LessonView = Omit<LinkView, "zoom"> & {
  readonly phoneTab?: PhoneTab;
  readonly compared?: readonly [first: number, second: number];
  readonly everyArm?: boolean;
};

/** What words of a step do to the lab when they are pressed; pressed again they take it back. */
export interface Deed {
  /** The experiment that the words ask for, of the one that the step sets. */
  readonly experiment?: (set: Experiment) => Experiment;
  readonly view?: LessonView;
}

interface Asked {
  readonly question: string;
}

/** One of a few answers; which one is right, the run decides. */
export interface Choice extends Asked {
  readonly kind: "choice";
  readonly options: readonly { readonly id: string; readonly text: string }[];
  /** The answer that a finished run gives. */
  readonly truth: (record: RunRecord) => string;
  /** What is said when a run gives this answer, by option; an honest word where it is not the usual one. */
  readonly told: { readonly [option: string]: string };
}

/** A curve to be drawn before the run draws its own. */
export interface Curve extends Asked {
  readonly kind: "curve";
  readonly reading: Reading;
  /** Steps at which the guess has a point to be moved. */
  readonly at: readonly number[];
  readonly low: number;
  readonly high: number;
  /** Names of the ends of the scale. */
  readonly lowText: string;
  readonly highText: string;
  /** Where all points stand to begin with. */
  readonly start: number;
}

export type Question = Choice | Curve;

/** What the learner is to do, and whether the lab shows that it is done. */
export interface Check {
  readonly text: string;
  readonly holds: (lab: LabState) => boolean;
}

/** Numbers of the run on display, a line each. */
export interface Figure {
  readonly text: string;
  readonly reading: Reading;
}

export interface LessonStep {
  readonly title: string;
  /** Paragraphs; see `markup.ts` for what may stand in them. */
  readonly text: readonly string[];
  /** The set-up that the step needs; left out, the lab stays as it is. */
  readonly experiment?: Experiment;
  readonly view?: LessonView;
  readonly highlight?: readonly PagePart[];
  /** The arms' settings stay as they are set while the step is open. */
  readonly locked?: boolean;
  readonly deeds?: { readonly [id: string]: Deed };
  readonly ask?: Question;
  /** Offers to train the step's experiment. */
  readonly run?: boolean;
  readonly figures?: readonly Figure[];
  /** Said once the run is finished. */
  readonly after?: readonly string[];
  /** Where the numbers in the text come from: heading of a section of docs/SCIENCE.md. */
  readonly source?: string;
  readonly check?: Check;
}

/** What is learnt in five to ten minutes at the lab itself. */
export interface Lesson {
  /** Runs of its experiments that the lab made, for where nothing trains. */
  readonly recordings: readonly { readonly experiment: Experiment; readonly url: string }[];
  readonly steps: readonly LessonStep[];
}

/** Identity at run time; at compile time a lesson's shape. */
export const lesson = (given: Lesson): Lesson => given;
