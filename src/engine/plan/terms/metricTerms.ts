import { asVector } from "../../../graph/shape";
import type { Term } from "../../../graph/term";
import type { BackwardPass, Lowering } from "../lowering";
import { transient } from "../region";
import type { TermPlace } from "./termPlace";

/** Contrastive loss over an embedding: all pairs of the batch. */
export function lowerSupCon(
  lowering: Lowering,
  term: Extract<Term, { kind: "supCon" }>,
  { losses, used, control }: TermPlace,
  pass?: BackwardPass,
): void {
  const { batch: rows, views, labels } = lowering.plan;
  const features = asVector(lowering.node(term.embedding).shape, term.id);
  const embedding = lowering.value(term.embedding);
  const { temperature, positives } = term;
  const slopes = transient(`${term.id} slopes`, rows * rows);
  lowering.emit(
    "contrast",
    { rows, images: rows / views, features, used, temperature, positives },
    { embedding, labels, control },
    { losses: losses ?? transient(`${term.id} rows`, rows), slopes },
  );
  if (pass === undefined || term.detach.includes("embedding")) return;
  pass.into(term.embedding, (dx, accumulate) =>
    lowering.emit("contrastGradient", { rows, features, temperature, accumulate }, { embedding, slopes }, { dx }),
  );
}

/** Distance of two tensors of one shape, over the whole batch; rows do not apply. */
export function lowerDistance(
  lowering: Lowering,
  term: Extract<Term, { kind: "distance" }>,
  { losses, used, control }: TermPlace,
  pass?: BackwardPass,
): void {
  const { batch: rows } = lowering.plan;
  const count = lowering.wordsOf(lowering.node(term.a));
  const [a, b] = [lowering.value(term.a), lowering.value(term.b)];
  const slope = transient(`${term.id} slope`, 1);
  lowering.emit(
    "distance",
    { rows, used, count, measure: term.measure },
    { a, b, control },
    { losses: losses ?? transient(`${term.id} rows`, rows), slope },
  );
  if (pass === undefined) return;
  if (!term.detach.includes("a")) {
    pass.into(term.a, (da, accumulate) =>
      lowering.emit("distanceGradient", { count, accumulate }, { a, b, slope }, { da }),
    );
  }
  if (!term.detach.includes("b")) {
    pass.into(term.b, (db, accumulate) =>
      lowering.emit("distanceGradient", { count, accumulate }, { a: b, b: a, slope }, { da: db }),
    );
  }
}
