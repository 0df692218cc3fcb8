import type { EngineChoice } from "../../protocol/engineChoice";
import { rankTrials } from "../../protocol/rankTrials";
import type { EngineTrial, EngineTrials } from "../../protocol/trialSchema";
import { count, decimal } from "../words/format";
import { engineWords } from "../words/engineWords";
import { strings } from "../words/strings";
import { engineName } from "../words/wording";

/** Which engine the next run gets and why: by name, or because it was found to be the fastest. */
export function choiceText(choice: EngineChoice, found: EngineTrials | undefined): string {
  const automatic = found === undefined ? "" : automaticText(found.trials);
  const byHand = choice === "auto" ? "" : engineWords.byHand(strings.engine.choices[choice]);
  return [byHand, automatic].filter((sentence) => sentence !== "").join(" ");
}

function automaticText(trials: readonly EngineTrial[]): string {
  const [best, ...rivals] = rankTrials(trials);
  if (best === undefined) {
    const taken = trials.find(({ record }) => record !== undefined);
    return taken === undefined ? "" : engineWords.lastResort(nameOf(taken));
  }
  if (rivals.length > 0) {
    const against = rivals.map((rival) => engineWords.rival(nameOf(rival), rateOf(rival))).join(", ");
    // One arm of its own would be faster on the other one.
    const together = rivals.some(({ stepMs }) => (stepMs ?? Infinity) < (best.stepMs ?? 0));
    return (together ? engineWords.fastestTogether : engineWords.fastest)(nameOf(best), rateOf(best), against);
  }
  return trials.length === 1
    ? engineWords.ahead(nameOf(best), rateOf(best))
    : engineWords.alone(nameOf(best), rateOf(best));
}

/** What is said of one engine that was tried, without its name; a reason comes from elsewhere. */
export function trialText(trial: EngineTrial): string {
  return trial.stepMs === undefined ? engineWords.works : engineWords.steps(rateOf(trial));
}

function nameOf({ engine, record }: EngineTrial): string {
  return record === undefined ? strings.engine.choices[engine] : engineName(record);
}

/** Steps per second, as many digits as mean something. */
function rateOf({ stepMs = Number.NaN }: EngineTrial): string {
  const rate = 1000 / stepMs;
  return rate >= 10 ? count(rate) : decimal(rate, 1);
}
