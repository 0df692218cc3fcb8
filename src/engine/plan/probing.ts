import type { Parameter } from "../../graph/networkGraph";
import { sizeOf } from "../../graph/shape";
import type { Term } from "../../graph/term";
import type { FeaturePair, ProbeLayer } from "../executor";
import { lowerBackward } from "./backward";
import { TERM_WORDS, type Control } from "./control";
import { lowerForward, termTensors } from "./lower";
import { GRAM_CHUNK, pairCount } from "./gramLayout";
import type { Lowering, LoweringPlan } from "./lowering";
import type { Planned } from "./operations";
import { Arena, type Region } from "./region";
import { lowerTerm, usedRows } from "./terms/lowerTerms";
import { openLowering } from "./training";

export interface LoweredProbe {
  readonly operations: readonly Planned[];
  readonly control: Control;
  readonly dropout: ReadonlyMap<string, Region>;
  /** `[value, gradient, from, to]` by loss, then by term; undefined where the loss does not use the term. */
  readonly terms: readonly (readonly (Region | undefined)[])[];
  /** `[layers × pairs]`, then by feature pair `[rows × 3]`. */
  readonly results: Arena;
  readonly features: readonly Region[];
}

/**
 * One forward pass, then one backward pass per loss down to the shared trunk, each into gradients of its own, then the
 * Gram matrix of every layer. Reads the training state and writes none of it.
 * @param losses by loss: which terms it uses.
 * @param pairs tensors at which two losses are compared image by image.
 */
export function lowerProbe(
  plan: LoweringPlan,
  terms: readonly Term[],
  losses: readonly (readonly boolean[])[],
  layers: readonly ProbeLayer[],
  pairs: readonly FeaturePair[],
): LoweredProbe {
  const parts = openLowering(plan, "probe", [], { training: true, updatesStatistics: false });
  const { lowering, control } = parts;
  const used = terms.filter((_, index) => losses.some((active) => active[index] === true));
  // Tensors at which gradients are compared stay tensors of their own.
  const readers = new Set([...termTensors(used), ...pairs.map(({ tensor }) => tensor)]);
  lowerForward(lowering, readers, readers);
  const arriving: ReadonlyMap<string, Region>[] = [];
  const gradients = new Arena("probe gradients");
  const bounds = new Map<string, readonly [from: number, to: number]>();
  const slots = losses.map((active, loss) => {
    const places = layGradients(plan, gradients, layers, loss, bounds);
    const controls = terms.map((_, index) =>
      active[index] === true ? control.slot(`loss/${loss}/term/${index}`, TERM_WORDS) : undefined,
    );
    const walk = lowerBackward(lowering, { gradients: places, throughObservers: true }, (pass) => {
      terms.forEach((term, index) => {
        const slot = controls[index];
        if (slot !== undefined)
          lowerTerm(lowering, term, { control: slot, used: usedRows(term, plan.batch, plan.views) }, pass);
      });
    });
    arriving.push(
      new Map(
        pairs.flatMap(({ tensor }) => {
          const region = walk.incoming(tensor);
          return region === undefined ? [] : [[tensor, region] as const];
        }),
      ),
    );
    return controls;
  });
  const results = lowerGram(
    lowering,
    gradients,
    losses.length,
    layers.map(({ layer }) => bounds.get(layer) ?? [0, 0]),
  );
  const features = pairs.map(({ tensor, losses: [first, second] }, index) => {
    const products = results.slot(`features/${index}`, 3 * plan.batch);
    const [a, b] = [arriving[first]?.get(tensor), arriving[second]?.get(tensor)];
    const values = lowering.wordsOf(lowering.node(tensor)) / plan.batch;
    // Where no gradient arrives nothing is written: the slot keeps its zeros, which count as undefined.
    if (a !== undefined && b !== undefined) {
      lowering.emit("rowProducts", { rows: plan.batch, values }, { a, b }, { products });
    }
    return products;
  });
  control.seal();
  return {
    operations: lowering.operations,
    control,
    dropout: parts.dropout,
    terms: slots,
    results,
    features,
  };
}

/** One loss's gradients: layer after layer, each padded to whole chunks, alike for all losses. */
function layGradients(
  plan: LoweringPlan,
  arena: Arena,
  layers: readonly ProbeLayer[],
  loss: number,
  bounds: Map<string, readonly [from: number, to: number]>,
): ReadonlyMap<string, Region> {
  const places = new Map<string, Region>();
  const start = arena.words;
  for (const { layer } of layers) {
    const from = arena.words - start;
    for (const parameter of plan.graph.parameters) {
      if (isProbed(parameter, layer)) {
        places.set(parameter.name, arena.slot(`${loss}/${parameter.name}`, sizeOf(parameter.shape)));
      }
    }
    const extra = (arena.words - start) % GRAM_CHUNK;
    if (extra > 0) arena.slot(`${loss}/${layer} padding`, GRAM_CHUNK - extra);
    if (loss === 0) bounds.set(layer, [from / GRAM_CHUNK, (arena.words - start) / GRAM_CHUNK]);
  }
  return places;
}

function isProbed(parameter: Parameter, layer: string): boolean {
  return parameter.branch === "main" && parameter.layer === layer;
}

function lowerGram(
  lowering: Lowering,
  gradients: Arena,
  losses: number,
  bounds: readonly (readonly [number, number])[],
): Arena {
  const results = new Arena("gram");
  const gram = results.slot("gram", Math.max(1, bounds.length * pairCount(losses)));
  if (gradients.words > 0) {
    const stride = gradients.words / losses;
    lowering.emit("gram", { losses, stride, bounds }, { gradients: gradients.span(0, gradients.words) }, { gram });
  }
  return results;
}

/** `[layers × losses × losses]` in double precision from `[layers × pairs]`. */
export function unpackGram(packed: Float32Array, layers: number, losses: number): Float64Array {
  const gram = new Float64Array(layers * losses * losses);
  let at = 0;
  for (let layer = 0; layer < layers; layer += 1) {
    for (let a = 0; a < losses; a += 1) {
      for (let b = a; b < losses; b += 1) {
        const value = packed[at] ?? 0;
        at += 1;
        gram[(layer * losses + a) * losses + b] = value;
        gram[(layer * losses + b) * losses + a] = value;
      }
    }
  }
  return gram;
}
