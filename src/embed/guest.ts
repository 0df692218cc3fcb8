/**
 * The lab as a guest on somebody else's page: it tells the window above what happens, and does what that window asks for.
 *
 * Only that window is listened to, and only under the origin that it is known by (host.ts). What is refused is told to the host and to
 * whoever looks at the page; messages that are not marked as the lab's are none of its business.
 */
import { headlineMetric } from "../experiment/headlineMetric";
import { decodeLink } from "../experiment/link/decode";
import { formatClaim } from "../experiment/link/claim";
import { encodeLink } from "../experiment/link/encode";
import { datasetInfoOf } from "../experiment/network";
import { claimOf } from "../record/claimOf";
import type { RunRecord } from "../record/runRecord";
import type { LabStore } from "../store/labStore";
import { lessonIn } from "../store/lessonLink";
import { address } from "../store/linkSync";
import { shownRecord } from "../store/recordingSlice";
import { hostOrigin } from "./host";
import { PROTOCOL, readCommand, type EmbedView, type HostCommand, type LabReport, type Refusal } from "./messages";

type Report = LabReport extends infer One ? (One extends LabReport ? Omit<One, "forklab"> : never) : never;

/** What the guest needs of a window; a test hands in its own. */
export interface GuestWindow {
  readonly parent: { postMessage(message: unknown, targetOrigin: string): void };
  readonly location: { readonly search: string; readonly ancestorOrigins?: ArrayLike<string> };
  readonly document: { readonly referrer: string };
  addEventListener(type: "message", listener: (event: MessageEvent) => void): void;
  removeEventListener(type: "message", listener: (event: MessageEvent) => void): void;
}

export interface GuestOptions {
  readonly view: EmbedView;
  /** A refusal as a sentence, for the host's console. */
  readonly say: (refusal: Refusal) => string;
  /** Tells it to whoever looks at the page. */
  readonly onRefused: (refusal: Refusal) => void;
}

export interface Guest {
  /** @param height of what is shown, in CSS pixels */
  tellHeight(height: number): void;
  end(): void;
}

/** Begins to talk to the window above; where there is none, nobody is talked to. */
export function connectHost(store: LabStore, view: GuestWindow, { view: shows, say, onRefused }: GuestOptions): Guest {
  const { search, ancestorOrigins: ancestors } = view.location;
  const host = hostOrigin({ search, referrer: view.document.referrer, ancestors });
  const isFramed = view.parent !== (view as unknown);
  let height: number | undefined;
  let last = "";
  let told: RunRecord | undefined;

  const tell = (report: Report): void => {
    // A host without an origin can be named by no other word; what is told is what its reader sees.
    if (isFramed) view.parent.postMessage({ forklab: PROTOCOL, ...report }, host ?? "*");
  };
  const refuse = (reason: Refusal): void => {
    tell({ type: "refused", reason, text: say(reason) });
    onRefused(reason);
  };
  const tellHeight = (pixels: number): void => {
    const whole = Math.ceil(pixels);
    if (whole === height) return;
    height = whole;
    tell({ type: "height", height: whole });
  };
  const tellRun = (): void => {
    const state = store.getState();
    const record = shownRecord(state);
    const recording = state.record === undefined && record !== undefined;
    const now = {
      type: "state" as const,
      link: address(store),
      phase: record?.phase ?? ("none" as const),
      step: record?.step ?? 0,
      budget: record?.budget ?? state.experiment.training.budget,
      recording,
    };
    const text = JSON.stringify(now);
    if (text !== last) tell(now);
    last = text;
    if (record?.phase !== "completed" || record === told) return;
    const result = resultOf(record, recording);
    if (result === undefined) return;
    told = record;
    tell(result);
  };
  const tellAll = (): void => {
    tell({ type: "ready", view: shows, link: address(store) });
    if (height !== undefined) tell({ type: "height", height });
    last = "";
    told = undefined;
    tellRun();
  };
  const obey = (command: HostCommand): void => {
    const { play, pause, record } = store.getState();
    const runs = record?.phase === "running" || record?.phase === "preparing";
    switch (command.type) {
      case "hello":
        return tellAll();
      case "play":
        return runs ? undefined : play();
      case "pause":
        return runs ? pause() : undefined;
      case "link":
        return open(command.link);
      default:
        command satisfies never;
    }
  };
  const open = (text: string): void => {
    const place = lessonIn(text.slice(text.indexOf("#") + 1));
    if (place !== undefined) {
      store.getState().openLesson(place);
      return;
    }
    const { unusable } = decodeLink(text);
    if (unusable === undefined) store.getState().leaveLesson();
    // What is wrong with a link the page's own notice tells.
    store.getState().openLink(text);
    if (unusable === undefined) return;
    const reason: Refusal = { code: "badLink", why: unusable.code };
    tell({ type: "refused", reason, text: say(reason) });
  };
  const receive = ({ data, source, origin }: MessageEvent): void => {
    const read = readCommand(data);
    if (read.kind === "other") return;
    if (source !== (view.parent as unknown) || (host !== undefined && origin !== host)) {
      refuse({ code: "foreign", origin, expected: host ?? "" });
    } else if (read.kind === "bad") {
      refuse({ code: "notOfProtocol", where: read.where });
    } else {
      obey(read.message);
    }
  };

  view.addEventListener("message", receive);
  const unsubscribe = store.subscribe(tellRun);
  tellAll();
  return {
    tellHeight,
    end() {
      view.removeEventListener("message", receive);
      unsubscribe();
    },
  };
}

/** What a run came to; undefined before the whole test set was classified. */
function resultOf(record: RunRecord, recording: boolean): Report | undefined {
  const claim = claimOf(record);
  if (claim === undefined) return undefined;
  const { engine, finals, exact } = claim;
  const metric = headlineMetric(datasetInfoOf(record.experiment));
  const texts = formatClaim({
    ...(engine === undefined ? {} : { engine }),
    ...(finals === undefined ? {} : { finals }),
    ...(exact === undefined ? {} : { exact }),
  });
  return {
    type: "result",
    link: encodeLink(record.experiment, [], texts),
    step: record.step,
    recording,
    metric,
    arms: record.arms.map(({ title, branches, final }) => ({
      name: title,
      heads: Object.fromEntries(branches.map((branch) => [branch, finite(final?.values[metric]?.[branch])])),
    })),
  };
}

const finite = (value: number | undefined): number | null =>
  value === undefined || !Number.isFinite(value) ? null : value;
