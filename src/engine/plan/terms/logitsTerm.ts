import type { Term } from "../../../graph/term";
import { asVector } from "../../../graph/shape";
import type { BackwardPass, Lowering } from "../lowering";
import type { Operations } from "../operations";
import type { TermRows } from "../shapes";
import type { TermPlace } from "./termPlace";

export type LogitsTerm = Extract<Term, { kind: "crossEntropy" | "squaredHinge" | "kl" | "softCrossEntropy" }>;

/** What every operation over logits is told, reads and writes. */
type Rows = TermRows & { readonly accumulate?: boolean };
type Reads = Operations["crossEntropy"]["reads"];
type Writes = Operations["crossEntropy"]["writes"];

/**
 * Lowers a term over logits: its value, its gradients, or both at once where one operation gives them.
 * @param pass absent when only the value is asked for.
 */
export function lowerLogitsTerm(lowering: Lowering, term: LogitsTerm, place: TermPlace, pass?: BackwardPass): void {
  switch (term.kind) {
    case "crossEntropy":
    case "squaredHinge":
      run(lowering, term, place, pass, [{ role: "logits", tensor: term.logits }], undefined, (rows, reads, writes) => {
        if (term.kind === "squaredHinge") lowering.emit("squaredHinge", rows, reads, writes);
        else lowering.emit("crossEntropy", { ...rows, smoothing: term.smoothing }, reads, writes);
      });
      return;
    case "kl":
    case "softCrossEntropy": {
      const { kind, student, teacher, temperature } = term;
      const factor = kind === "kl" && term.factor === "squared" ? temperature * temperature : 1;
      const sides = [
        { role: "student", tensor: student },
        { role: "teacher", tensor: teacher },
      ];
      run(lowering, term, place, pass, sides, teacher, (rows, reads, writes, role) => {
        const side = role === "teacher" ? "teacher" : "student";
        lowering.emit("mimic", { ...rows, kind, temperature, factor, side }, reads, writes);
      });
      return;
    }
    default:
      return term satisfies never;
  }
}

/**
 * One operation per side that takes a gradient; the first also gives the value.
 * @param other what the first side is compared with; the labels when undefined.
 */
function run(
  lowering: Lowering,
  term: LogitsTerm,
  place: TermPlace,
  pass: BackwardPass | undefined,
  sides: readonly { readonly role: string; readonly tensor: string }[],
  other: string | undefined,
  emit: (rows: Rows, reads: Reads, writes: Writes, role: string) => void,
): void {
  const { control, used, weights } = place;
  const { batch, views, labels } = lowering.plan;
  const [first] = sides;
  if (first === undefined) return;
  const classes = asVector(lowering.node(first.tensor).shape, term.id);
  const rows: Rows = { rows: batch, images: batch / views, classes, used };
  const b = other === undefined ? labels : lowering.value(other);
  const reads: Reads = { a: lowering.value(first.tensor), b, control, weights };
  let losses = place.losses;
  for (const { role, tensor } of sides) {
    if (pass === undefined || term.detach.includes(role)) continue;
    pass.into(tensor, (dz, accumulate) => {
      emit({ ...rows, accumulate }, reads, { losses, dz }, role);
      losses = undefined;
    });
  }
  if (losses !== undefined) emit(rows, reads, { losses, dz: undefined }, first.role);
}
