import type { AdapterFacts } from "../device";
import type { Region } from "../plan/region";
import type { ConvShape } from "../plan/shapes";
import { RowFusion, type RowWork } from "./emit/rowFusion";
import { SumFusion } from "./emit/sumFusion";
import type { Dispatch, Kernel } from "./kernel";
import { convKey } from "./kernels/convShape";
import { chooseTile, parseTile, showTile, type ConvTile } from "./kernels/convTile";

/** What kernels are chosen by. */
export interface EmissionOptions {
  readonly adapterKind: AdapterFacts["kind"];
  /** Recorded kernel variants by shape; choices made here are added. */
  readonly variants: Map<string, string>;
}

/** A growing list of dispatches: what becomes of a plan's operations here. */
export class Emission {
  readonly adapterKind: AdapterFacts["kind"];
  readonly #dispatches: Dispatch[] = [];
  readonly #rows = new RowFusion();
  readonly #sums = new SumFusion();
  readonly #variants: Map<string, string>;
  readonly #copies = { packed: new Map<Region, Region>(), transposed: new Map<Region, Region>() };

  constructor({ adapterKind, variants }: EmissionOptions) {
    this.adapterKind = adapterKind;
    this.#variants = variants;
  }

  /** All dispatches so far, in order. */
  get dispatches(): readonly Dispatch[] {
    this.#dispatchRows();
    this.#dispatchSums();
    return this.#dispatches;
  }

  /** Has work on rows done together with its neighbours, before anything else that is asked for from here on. */
  rows(work: RowWork): void {
    this.#rows.add(work);
  }

  /**
   * Has parts summed before anybody uses the sum.
   * @returns false where that has to be a dispatch of its own.
   */
  sumLater(parts: Region, sum: Region, count: number): boolean {
    const waits = this.#sums.add(parts, sum, count);
    if (this.#sums.isDue()) this.#dispatchSums();
    return waits;
  }

  #dispatchSums(): void {
    const summed = this.#sums.take();
    if (summed !== undefined) this.#append(summed);
  }

  #dispatchRows(): void {
    for (const [kernel, regions] of this.#rows.take()) {
      if (this.#sums.isDue(regions)) this.#dispatchSums();
      this.#append({ kernel, regions });
    }
  }

  /**
   * Appends a dispatch; regions that are undefined have no binding.
   * @throws Error when the regions are not what the kernel's bindings ask for: a mistake found before anything runs.
   */
  dispatch(kernel: Kernel, ...given: readonly (Region | undefined)[]): void {
    this.#dispatchRows();
    const regions = given.filter((region) => region !== undefined);
    if (this.#sums.isDue(regions)) this.#dispatchSums();
    this.#append({ kernel, regions });
  }

  #append(dispatch: Dispatch): void {
    const { kernel, regions } = dispatch;
    if (regions.length !== kernel.words.length) {
      throw new Error(`${kernel.family}: ${regions.length} regions for ${kernel.words.length} bindings`);
    }
    regions.forEach((region, index) => {
      const words = kernel.words[index] ?? 0;
      if (words > region.words)
        throw new Error(`${kernel.family}: ${region.name} has ${region.words} words, not ${words}`);
    });
    this.#dispatches.push(dispatch);
  }

  /** A filter in another order, made at most once in a list. */
  filter(order: "packed" | "transposed", w: Region, make: (copy: Region) => void): Region {
    const known = this.#copies[order].get(w);
    if (known !== undefined) return known;
    const copy: Region = { name: `${w.name} ${order}`, words: w.words };
    this.#copies[order].set(w, copy);
    make(copy);
    return copy;
  }

  /** The variant for a convolution: the recorded one, or the adapter's choice, which is then recorded. */
  tile(shape: ConvShape): ConvTile {
    const key = convKey(shape);
    const recorded = this.#variants.get(key);
    if (recorded !== undefined) return parseTile(recorded);
    const tile = chooseTile(this.adapterKind, shape);
    this.#variants.set(key, showTile(tile));
    return tile;
  }
}
