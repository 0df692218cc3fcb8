import type { Term } from "../../../graph/term";
import { asVector } from "../../../graph/shape";
import { crossEntropyRows, mimicRows, squaredHingeRows, type TermOutputs } from "../kernels/logitsTerms";
import type { BackwardPass, Lowering } from "../lowering";
import type { Region } from "../region";
import type { TermPlace } from "./termPlace";

/**
 * Lowers a term over logits: its value, its gradients, or both at once where one kernel gives them.
 * @param pass absent when only the value is asked for.
 */
export function lowerLogitsTerm(lowering: Lowering, term: LogitsTerm, place: TermPlace, pass?: BackwardPass): void {
  switch (term.kind) {
    case "crossEntropy":
    case "squaredHinge": {
      const z = lowering.value(term.logits);
      const classes = asVector(lowering.node(term.logits).shape, term.id);
      run(
        lowering,
        term,
        place,
        pass,
        classes,
        [{ role: "logits", tensor: term.logits }],
        [z, lowering.plan.labels],
        (outputs) =>
          term.kind === "crossEntropy" ? crossEntropyRows(outputs, term.smoothing) : squaredHingeRows(outputs),
      );
      return;
    }
    case "kl":
    case "softCrossEntropy": {
      const { kind, student, teacher, temperature } = term;
      const factor = kind === "kl" && term.factor === "squared" ? temperature ** 2 : 1;
      const classes = asVector(lowering.node(student).shape, term.id);
      const inputs = [lowering.value(student), lowering.value(teacher)];
      const sides = [
        { role: "student", tensor: student },
        { role: "teacher", tensor: teacher },
      ];
      run(lowering, term, place, pass, classes, sides, inputs, (outputs, role) =>
        mimicRows(outputs, { kind, temperature, factor, side: role === "teacher" ? "teacher" : "student" }),
      );
      return;
    }
    default:
      return term satisfies never;
  }
}

export type LogitsTerm = Extract<Term, { kind: "crossEntropy" | "squaredHinge" | "kl" | "softCrossEntropy" }>;

/** One dispatch per input that takes a gradient; the first also gives the value. */
function run(
  lowering: Lowering,
  term: LogitsTerm,
  place: TermPlace,
  pass: BackwardPass | undefined,
  classes: number,
  sides: readonly { readonly role: string; readonly tensor: string }[],
  inputs: readonly Region[],
  kernelOf: (outputs: TermOutputs, role: string) => ReturnType<typeof crossEntropyRows>,
): void {
  const { control, used, weights } = place;
  const { batch, views } = lowering.plan;
  const shared = { rows: batch, images: batch / views, classes, used, weighted: weights !== undefined };
  const scales = weights === undefined ? [] : [weights];
  let losses = place.losses;
  for (const { role, tensor } of sides) {
    if (pass === undefined || term.detach.includes(role)) continue;
    pass.into(tensor, (dz, accumulate) => {
      const gradient = accumulate ? "accumulate" : "write";
      const kernel = kernelOf({ ...shared, losses: losses !== undefined, gradient }, role);
      lowering.emit(kernel, ...inputs, control, ...scales, ...(losses === undefined ? [] : [losses]), dz);
      losses = undefined;
    });
  }
  if (losses === undefined) return;
  lowering.emit(kernelOf({ ...shared, losses: true }, sides[0]?.role ?? ""), ...inputs, control, ...scales, losses);
}
