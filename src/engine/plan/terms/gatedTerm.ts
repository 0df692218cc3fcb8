import type { Term } from "../../../graph/term";
import { TERM_WORDS } from "../control";
import type { BackwardPass, Lowering } from "../lowering";
import { transient } from "../region";
import type { TermPlace } from "./termPlace";

/**
 * A term in the bracket [‖w‖² + l − gamma]₊: first its value, then the bracket, then its gradient if the bracket is open.
 * @param lower lowers the term itself, for its value or its gradient.
 */
export function lowerGated(
  lowering: Lowering,
  term: Term,
  settings: NonNullable<Term["gate"]>,
  place: TermPlace,
  pass: BackwardPass | undefined,
  lower: (place: TermPlace, pass?: BackwardPass) => void,
): void {
  const { batch, parameters } = lowering.plan;
  const raw = transient(`${term.id} raw rows`, batch);
  lower({ ...place, losses: raw });
  const weights = settings.l2Of.map((name) => {
    const region = parameters.slots.get(name);
    if (region === undefined) throw new Error(`${term.id}: there is no parameter ${name}`);
    return { name, region };
  });
  const losses = place.losses ?? transient(`${term.id} rows`, batch);
  const gated = transient(`${term.id} gate`, TERM_WORDS);
  lowering.emit(
    "gate",
    { rows: batch, used: place.used, gamma: settings.gamma },
    { raw, weights: weights.map(({ region }) => region), control: place.control },
    { losses, gated },
  );
  if (pass === undefined) return;
  const { losses: _, ...open } = place;
  lower({ ...open, control: gated }, pass);
  pass.afterwards(() => {
    for (const { name, region: w } of weights) {
      const accumulate = pass.isWritten(name);
      const dw = pass.parameter(name);
      if (dw !== undefined) {
        lowering.emit("decayGradient", { words: w.words, accumulate }, { w, control: gated }, { dw });
      }
    }
  });
}
