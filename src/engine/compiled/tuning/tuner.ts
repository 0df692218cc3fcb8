import type { TuningTable } from "../../../protocol/tuningSchema";
import type { AdapterFacts } from "../../device";
import { browserOf } from "../../machineName";
import type { Planned } from "../../plan/operations";
import type { ConvShape } from "../../plan/shapes";
import { convKey, convWork } from "../kernels/convShape";
import { parseTile, showTile, type ConvTile } from "../kernels/convTile";
import { candidates } from "./candidates";
import type { ConvTrial } from "./convTrial";

/*
 * Which kernels a graphics card gets, chosen by measuring.
 *
 * Convolutions take nine tenths of a step, and the best way to cut one into workgroups depends on the card in ways that nobody
 * can foresee from its name. So before a network is compiled the shapes of its convolutions are looked up in a table; of those
 * that are not there the heaviest come first, and each is run in a few ways, forward and both gradients, on the wall's clock,
 * since many browsers give timestamps too coarsely. Every way is run once to be warm, then in two rounds, interleaved, so often
 * that a round takes some milliseconds; the quicker round counts. Another way than the estimate is taken where it is clearly
 * quicker. Once the time is used up the rest gets estimates.
 *
 * What was chosen stays: a table that changed by itself would change the order of sums, and with it the bits of a replay.
 */

/** Raised when kernels or candidates change: a table of other ones counts no more. */
const KERNELS = 1;
/** Milliseconds that all timing may take. */
const MOST_MS = 300;
/** Milliseconds of a round. */
const ROUND_MS = 4;
const ROUNDS = 2;
const MOST_TIMES = 64;
/** Share of the estimate's time that another way has to save. */
const CLEARLY = 0.05;

export interface TunerOptions {
  readonly adapter: Pick<AdapterFacts, "kind" | "name">;
  readonly open: (shape: ConvShape, tiles: readonly ConvTile[]) => Promise<ConvTrial>;
  /** Milliseconds, monotonic; without a clock everything is estimated. */
  readonly now?: (() => number) | undefined;
  /** Whether the device still works: where it does not, a trial that failed is no reason to go on. */
  readonly isAlive: () => boolean;
}

/** The kernels of one device's convolutions. */
export class Tuner {
  /** What a table of its holds for. */
  readonly machine: string;
  readonly #options: TunerOptions;
  readonly #shapes = new Map<string, TuningTable["shapes"][string]>();
  #leftMs = MOST_MS;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: TunerOptions) {
    this.#options = options;
    const { kind, name } = options.adapter;
    const { userAgent = "" } = (globalThis.navigator as Partial<Navigator> | undefined) ?? {};
    this.machine = [`kernels ${KERNELS}`, browserOf(userAgent), `${kind} ${name}`.trim()].join(", ");
  }

  /** Everything that was chosen so far. */
  get table(): TuningTable {
    return { machine: this.machine, shapes: Object.fromEntries(this.#shapes) };
  }

  /** Takes over what was chosen at an earlier visit, unless it is of another machine; what cannot be read counts as not chosen. */
  recall({ machine, shapes }: TuningTable): void {
    if (machine !== this.machine) return;
    for (const [shape, chosen] of Object.entries(shapes)) if (isKnown(chosen.variant)) this.#shapes.set(shape, chosen);
  }

  /** Has everything measured anew that comes from here on. */
  forget(): void {
    this.#shapes.clear();
    this.#leftMs = MOST_MS;
  }

  /**
   * Chooses for every convolution of a list whose choice is open.
   * @param decided shapes that a record has decided already.
   * @returns the variants, by shape.
   * @throws whatever took the device away.
   */
  async choose(
    operations: readonly Planned[],
    decided: (shape: string) => boolean,
  ): Promise<ReadonlyMap<string, string>> {
    const { kind } = this.#options.adapter;
    // Software has one way for everything, which needs no table.
    if (kind === "software") return new Map();
    // Networks are built side by side, but two trials at once would measure each other.
    const turn = this.#turn.then(() => this.#chooseNow(operations, decided));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #chooseNow(
    operations: readonly Planned[],
    decided: (shape: string) => boolean,
  ): Promise<ReadonlyMap<string, string>> {
    const shapes = new Map(
      operations.flatMap((each) => (each.op === "conv" ? [[convKey(each.facts.shape), each.facts.shape]] : [])),
    );
    const open = [...shapes].filter(([key]) => !decided(key) && !this.#shapes.has(key));
    for (const [key, shape] of open.sort(([, a], [, b]) => convWork(b) - convWork(a)))
      this.#shapes.set(key, await this.#chosen(shape));
    return new Map(
      [...shapes.keys()].flatMap((key) => {
        const chosen = decided(key) ? undefined : this.#shapes.get(key);
        return chosen === undefined ? [] : [[key, chosen.variant] as const];
      }),
    );
  }

  async #chosen(shape: ConvShape): Promise<TuningTable["shapes"][string]> {
    const { adapter, now, isAlive } = this.#options;
    const ways = candidates(adapter.kind, shape);
    const names = ways.map(showTile);
    const estimate = { variant: names[0] ?? "", ms: {} };
    if (ways.length === 1 || now === undefined || this.#leftMs <= 0) return estimate;
    try {
      const trial = await this.#options.open(shape, ways);
      const began = now();
      try {
        const ms = await timed(trial, ways.length, now, began + this.#leftMs);
        if (ms === undefined) return estimate;
        return {
          variant: names[quickest(ms)] ?? estimate.variant,
          ms: Object.fromEntries(names.map((name, way) => [name, ms[way] ?? 0])),
        };
      } finally {
        this.#leftMs -= now() - began;
        trial.dispose();
      }
    } catch (error) {
      if (!isAlive()) throw error;
      // A shape that finds no room beside the others is computed as estimated.
      return estimate;
    }
  }
}

/** Milliseconds of each way; undefined where the time did not suffice to compare them. */
async function timed(
  trial: ConvTrial,
  ways: number,
  now: () => number,
  until: number,
): Promise<readonly number[] | undefined> {
  const run = async (way: number, times: number): Promise<number> => {
    const began = now();
    await trial.run(way, times);
    return (now() - began) / times;
  };
  const times: number[] = [];
  for (let way = 0; way < ways; way += 1) {
    // The first run of a program is slow on many drivers.
    await trial.run(way, 1);
    const once = await run(way, 1);
    times.push(Math.min(MOST_TIMES, Math.max(1, Math.round(ROUND_MS / Math.max(once, ROUND_MS / MOST_TIMES)))));
    if (now() > until) return undefined;
  }
  const best = times.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < ROUNDS; round += 1) {
    if (round > 0 && now() > until) break;
    for (const [way, count] of times.entries()) best[way] = Math.min(best[way] ?? 0, await run(way, count));
  }
  return best;
}

/** The first one, unless another is clearly quicker. */
function quickest(ms: readonly number[]): number {
  const [first = 0] = ms;
  const best = ms.indexOf(Math.min(...ms));
  return (ms[best] ?? 0) < (1 - CLEARLY) * first ? best : 0;
}

function isKnown(variant: string): boolean {
  try {
    parseTile(variant);
    return true;
  } catch {
    return false;
  }
}
