import type { Region } from "../../plan/region";
import { linearKernel, read, write, type Kernel } from "../kernel";
import type { ElementAt } from "../kernels/logitsTerms";

/*
 * Losses and counts of a head in one dispatch, for graphics cards: each of them alone keeps a card busy for less time than it takes
 * to start. What works on rows of one head is gathered as it comes and written into one kernel, in the same order, an invocation a
 * row; whatever else is asked for first has it dispatched. Numbers that lie in one arena are bound once, so that the eight
 * buffers that every adapter has suffice for a head and those that it imitates.
 */

/** Storage buffers that every adapter offers to a kernel. */
const MOST_BUFFERS = 8;

/** What one of them uses: a region, how its words are read, and whether they are written. */
export interface RowUse {
  readonly region: Region;
  readonly type: "f32" | "i32";
  readonly writes: boolean;
}

/** Work on row `i` of `rows`. */
export interface RowWork {
  /** In profiles; the same for all that may share a kernel. */
  readonly family: string;
  /** Whose rows they are: what writes to the same place goes into the same kernel, in order. */
  readonly owner: Region | undefined;
  readonly rows: number;
  readonly uses: { readonly [name: string]: RowUse };
  /** WGSL, with the elements of what it uses, by name. */
  readonly body: (at: (name: string) => ElementAt) => readonly string[];
  readonly work: number;
}

interface Bound {
  readonly region: Region;
  readonly type: "f32" | "i32";
  writes: boolean;
}

/** The memory that a region lies in: its arena, or none but its own. */
const keyOf = (region: Region): object => region.home?.arena ?? region;
const whole = (region: Region): Region => region.home?.arena.span(0, region.home.arena.words) ?? region;

/** A kernel in the making. */
class Gathered {
  readonly first: RowWork;
  readonly #works: RowWork[] = [];
  #bound: ReadonlyMap<object, Bound> = new Map();

  constructor(first: RowWork) {
    this.first = first;
  }

  /** Takes it in. @returns false where it would need too many buffers. */
  add(work: RowWork): boolean {
    const bound = new Map([...this.#bound].map(([key, value]) => [key, { ...value }]));
    for (const { region, type, writes } of Object.values(work.uses)) {
      const key = keyOf(region);
      const known = bound.get(key);
      if (known !== undefined) known.writes ||= writes;
      else bound.set(key, { region: whole(region), type, writes });
    }
    if (bound.size > MOST_BUFFERS && this.#works.length > 0) return false;
    this.#bound = bound;
    this.#works.push(work);
    return true;
  }

  make(): readonly [Kernel, readonly Region[]] {
    const bound = [...this.#bound];
    const names = new Map(bound.map(([key], index) => [key, `m${index}`]));
    const bodies = this.#works.map(({ family, uses, body }) => {
      const lines = body((name) => (index) => {
        const region = uses[name]?.region;
        if (region === undefined) throw new Error(`${family}: ${name} was not given`);
        return `${names.get(keyOf(region))}[${region.home === undefined ? "" : `${region.home.offset}u + `}${index}]`;
      });
      return ["  {", ...lines, "  }"].join("\n");
    });
    const kernel = linearKernel({
      family: this.first.family,
      bindings: bound.map(([, { region, type, writes }], index) =>
        (writes ? write : read)(`m${index}`, region.words, type),
      ),
      count: this.first.rows,
      body: bodies.join("\n"),
      work: this.#works.reduce((sum, { work }) => sum + work, 0),
    });
    return [kernel, bound.map(([, { region }]) => region)];
  }
}

/** What waits to be dispatched together. */
export class RowFusion {
  #waiting: Gathered[] = [];

  add(work: RowWork): void {
    const open = this.#waiting.findLast(
      ({ first }) => first.family === work.family && first.owner === work.owner && first.rows === work.rows,
    );
    if (open?.add(work) === true) return;
    const fresh = new Gathered(work);
    fresh.add(work);
    this.#waiting.push(fresh);
  }

  /** Hands out what waits, and forgets it. */
  take(): readonly (readonly [Kernel, readonly Region[]])[] {
    const taken = this.#waiting.map((each) => each.make());
    this.#waiting = [];
    return taken;
  }
}
