import { asVector } from "../../../graph/shape";
import type { Term } from "../../../graph/term";
import { contrastGradient, contrastRows, similarities } from "../kernels/contrast";
import { distanceFinish, distanceGradient, squareParts, squareSums } from "../kernels/squares";
import type { BackwardPass, Lowering } from "../lowering";
import { transient } from "../region";
import type { TermPlace } from "./termPlace";

/** Contrastive loss over an embedding: all pairs of the batch. */
export function lowerSupCon(
  lowering: Lowering,
  term: Extract<Term, { kind: "supCon" }>,
  place: TermPlace,
  pass?: BackwardPass,
): void {
  const { batch, views, labels } = lowering.plan;
  const features = asVector(lowering.node(term.embedding).shape, term.id);
  const f = lowering.value(term.embedding);
  const s = transient(`${term.id} similarities`, batch * batch);
  const slopes = transient(`${term.id} slopes`, batch * batch);
  const losses = place.losses ?? transient(`${term.id} rows`, batch);
  lowering.emit(similarities(batch, features, term.temperature), f, s);
  lowering.emit(
    contrastRows(batch, batch / views, place.used, term.positives),
    s,
    labels,
    place.control,
    losses,
    slopes,
  );
  if (pass === undefined || term.detach.includes("embedding")) return;
  pass.into(term.embedding, (df, accumulate) =>
    lowering.emit(contrastGradient(batch, features, term.temperature, accumulate), f, slopes, df),
  );
}

/** Distance of two tensors of one shape, over the whole batch; rows do not apply. */
export function lowerDistance(
  lowering: Lowering,
  term: Extract<Term, { kind: "distance" }>,
  place: TermPlace,
  pass?: BackwardPass,
): void {
  const { batch } = lowering.plan;
  const count = lowering.wordsOf(lowering.node(term.a));
  const [a, b] = [lowering.value(term.a), lowering.value(term.b)];
  const parts = squareParts(count);
  const sums = transient(`${term.id} parts`, parts);
  const slope = transient(`${term.id} slope`, 1);
  const losses = place.losses ?? transient(`${term.id} rows`, batch);
  lowering.emit(squareSums(count, true, parts, 0), a, b, sums);
  lowering.emit(distanceFinish(batch, parts, place.used, count, term.measure), sums, place.control, losses, slope);
  if (pass === undefined) return;
  if (!term.detach.includes("a")) {
    pass.into(term.a, (da, accumulate) => lowering.emit(distanceGradient(count, accumulate), a, b, slope, da));
  }
  if (!term.detach.includes("b")) {
    pass.into(term.b, (db, accumulate) => lowering.emit(distanceGradient(count, accumulate), b, a, slope, db));
  }
}
