import { useMemo } from "react";
import { claimGhost } from "../../runs/claimGhost";
import type { Ghost } from "../../runs/ghost";
import { strings } from "../strings";
import { useLab } from "./labContext";

/** The curves behind those on display: the run that was chosen, else what the sender of the link claims. */
export function useGhost(): Ghost | undefined {
  const chosen = useLab((state) => state.ghost);
  const claim = useLab((state) => state.linkClaim);
  const experiment = useLab((state) => state.experiment);
  return useMemo(
    () => chosen ?? (claim && claimGhost(claim, experiment, strings.share.claimed)),
    [chosen, claim, experiment],
  );
}
