import * as v from "valibot";
import { ENGINE_VERSION } from "../experiment/engineVersion";
import { builtNetworks } from "../experiment/expansion";
import { cosine, sumGram } from "../graph/agreement";
import { totalCost } from "../graph/cost";
import { MAIN } from "../graph/networkGraph";
import type { TrainEvent } from "../protocol/event";
import { foldRun } from "../record/foldRun";
import { sharedWithMain } from "../experiment/networks";
import { newRun } from "../record/runRecord";
import { points } from "../record/series";
import type { SweepCell } from "./expandSweep";

const text = (limit: number) => v.pipe(v.string(), v.maxLength(limit));
const byBranch = v.record(text(40), v.nullable(v.number()));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const schema = v.object({
  cell: v.pipe(v.string(), v.regex(/^[0-9a-z]{14}$/)),
  sweep: v.pipe(v.string(), v.regex(/^[0-9a-z]{14}$/)),
  /** The arithmetic's version: results of different ones are not the same measurement. */
  version: text(20),
  link: text(8000),
  placement: v.array(text(20)),
  method: text(120),
  seed: count,
  status: v.picklist(["done", "diverged", "failed"]),
  /** Updates done. */
  steps: count,
  /** On the whole test set at the end, by metric and branch: `{ accuracy: { main: .71 } }`. */
  metrics: v.record(text(40), byBranch),
  /** The same on all validation images, of a sweep that has any: by these its runs are compared. */
  validation: v.exactOptional(v.record(text(40), byBranch)),
  /** Mean cosine of main's and a branch's label gradients on what they share, over the first fifth of the steps. */
  early: byBranch,
  /** The same over the whole run. */
  agreement: byBranch,
  /** `[step, accuracy of main]` on the evaluation images. */
  curve: v.array(v.tuple([count, v.number()])),
  /** The training network: parameters, and multiply-adds of one image's forward pass. */
  cost: v.object({ parameters: count, multiplyAdds: count }),
  seconds: v.pipe(v.number(), v.minValue(0)),
  /** `compiled, webgpu, adapter`. */
  engine: text(200),
  error: v.exactOptional(text(400)),
});

/** What is kept of one finished run of a sweep: one line of `results.jsonl`. */
export type CellResult = Readonly<v.InferOutput<typeof schema>>;

/** Share of the steps that counts as early. */
export const EARLY_SHARE = 0.2;

/** @returns undefined for anything that is not a result of this version. */
export function parseCellResult(raw: unknown): CellResult | undefined {
  const result = v.safeParse(schema, raw);
  return result.success ? result.output : undefined;
}

/**
 * What the events of one run come to.
 * @param events of the whole run, in order
 * @param seconds wall time, preparation included
 */
export function cellResult(cell: SweepCell, sweep: string, events: readonly TrainEvent[], seconds: number): CellResult {
  const run = events[0]?.run ?? cell.id;
  const record = events.reduce(foldRun, newRun(run, cell.experiment));
  const [arm] = record.arms;
  const { parameters, multiplyAdds } = totalCost(networkOf(cell));
  const { engine, error, divergence } = record;
  const wrong = error?.message ?? (divergence && `${divergence.what} became ${divergence.value}`);
  return {
    cell: cell.id,
    sweep,
    version: ENGINE_VERSION,
    link: cell.link,
    placement: [...cell.placement],
    method: cell.title,
    seed: cell.seed,
    status: record.phase === "completed" ? "done" : record.phase === "diverged" ? "diverged" : "failed",
    steps: record.step,
    // A run that broke off has no measurement on the whole test set, and an earlier one is not its result.
    metrics: finite(arm?.final?.values ?? {}),
    ...(arm?.validated === undefined ? {} : { validation: finite(arm.validated.values) }),
    early: meanAgreement(cell, events, EARLY_SHARE * record.budget),
    agreement: meanAgreement(cell, events, Infinity),
    curve: points(arm?.metrics["accuracy"]?.[MAIN] ?? { length: 0, columns: EMPTY }).map(({ step, value }) => [
      step,
      value,
    ]),
    cost: { parameters, multiplyAdds },
    seconds,
    engine: engine === undefined ? "" : [engine.engine, engine.backend, engine.adapter].filter(Boolean).join(", "),
    ...(wrong === undefined ? {} : { error: wrong.slice(0, 400) }),
  };
}

/**
 * Accuracy of the head that ships, by which runs of a sweep are compared: on the validation images where there are any, else on
 * the test set. Undefined for a run that did not end.
 */
export function mainAccuracy({ status, metrics, validation = metrics }: CellResult): number | undefined {
  return status === "done" ? (validation["accuracy"]?.[MAIN] ?? undefined) : undefined;
}

/** The smallest of some branches' agreements; undefined without a branch. */
export function weakest(byBranches: CellResult["early"]): number | undefined {
  const known = Object.values(byBranches).filter((value) => value !== null);
  return known.length === 0 ? undefined : Math.min(...known);
}

const EMPTY = { steps: new Float64Array(0), values: new Float64Array(0), used: 0 };

function networkOf(cell: SweepCell) {
  const [network] = builtNetworks(cell.experiment);
  if (network === undefined) throw new Error(`cell ${cell.id}: expected an experiment with one arm, got none`);
  return network.graph;
}

function meanAgreement(cell: SweepCell, events: readonly TrainEvent[], until: number): CellResult["early"] {
  const shared = sharedWithMain(networkOf(cell));
  // A run that went back to a snapshot tells some steps twice; the later telling counts.
  const probes = new Map(
    events.flatMap((event) =>
      event.type === "probe" && event.kind === "live" && event.step <= until ? [[event.step, event.arms[0]]] : [],
    ) as readonly (readonly [number, Extract<TrainEvent, { type: "probe" }>["arms"][number] | undefined])[],
  );
  return Object.fromEntries(
    [...shared].map(([branch, stages]) => {
      const values = [...probes.values()].flatMap((probe) => {
        if (probe === undefined) return [];
        const gram = sumGram(probe, ({ stage, layer }) => stages.get(stage)?.has(layer) ?? false);
        return cosine(gram, `ce/${MAIN}`, `ce/${branch}`) ?? [];
      });
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return [branch, Number.isFinite(mean) ? mean : null];
    }),
  );
}

/** JSON has no NaN: what is not a number is null. */
function finite(values: { readonly [series: string]: { readonly [branch: string]: number } }): CellResult["metrics"] {
  return Object.fromEntries(
    Object.entries(values).map(([series, branches]) => [
      series,
      Object.fromEntries(
        Object.entries(branches).map(([branch, value]) => [branch, Number.isFinite(value) ? value : null]),
      ),
    ]),
  );
}
