import { useMemo } from "react";
import { claimGhost } from "../../record/claimGhost";
import type { Ghost } from "../../record/ghost";
import { meanGhost } from "../../record/seeds/meanGhost";
import { strings } from "../words/strings";
import { seedWords } from "../words/seedWords";
import { useSeeds } from "./useSeeds";
import { useLab } from "./labContext";

/**
 * The curves behind those on display: the run that was chosen, else what the sender of the link claims, else the mean of
 * the seeds that were finished in this visit.
 */
export function useGhost(): Ghost | undefined {
  const chosen = useLab((state) => state.ghost);
  const claim = useLab((state) => state.linkClaim);
  const experiment = useLab((state) => state.experiment);
  const seeds = useSeedMean();
  return useMemo(
    () => chosen ?? (claim && claimGhost(claim, experiment, strings.claimed)) ?? seeds,
    [chosen, claim, experiment, seeds],
  );
}

/** Whole curves are at hand of the runs of this visit only. */
function useSeedMean(): Ghost | undefined {
  const { results } = useSeeds();
  const earlier = useLab((state) => state.earlier);
  const ended = useLab(({ record }) => (record?.phase === "completed" ? record : undefined));
  return useMemo(() => {
    const runs = new Set(results.map(({ run }) => run));
    const finished = [...(ended === undefined ? [] : [ended]), ...earlier].filter(({ run }) => runs.has(run));
    return meanGhost(finished, seedWords.ghost(finished.length));
  }, [results, earlier, ended]);
}
