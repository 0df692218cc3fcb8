import { useMemo } from "react";
import { ENGINE_VERSION } from "../../experiment/engineVersion";
import { networksOf } from "../../experiment/networks";
import { SPREAD, verdictOn } from "../../record/claimOf";
import { armStyle } from "../common/armStyle";
import { decimal, share } from "../words/format";
import { useLab, useOwnRecord } from "../common/labContext";
import { strings } from "../words/strings";
import { branchName } from "../words/wording";
import { Notice } from "../common/Notice";

/** What the sender of a link claims, and what the run here says of it. */
export function ClaimNotice() {
  const claim = useLab((state) => state.linkClaim);
  const experiment = useLab((state) => state.experiment);
  const record = useOwnRecord();
  const verdict = useMemo(
    () => (claim === undefined || record === undefined ? undefined : verdictOn(claim, record)),
    [claim, record],
  );
  if (claim === undefined) return null;
  const { finals, note, engine, hardware } = claim;
  const main = finals?.map((arm, index) => `${armStyle(index).letter} ${text(arm.at(-1))}`).join(", ");
  return (
    <Notice tone={verdict?.kind === "differs" ? "warn" : "plain"}>
      {verdict === undefined || verdict.kind === "claimed" ? (
        <p>
          <b>{strings.share.claimed}.</b> {main !== undefined && strings.share.claimedMain(main)}{" "}
          {strings.share.claimedHow}
        </p>
      ) : verdict.kind === "reproduced" ? (
        <p>
          <b>{verdict.exact ? strings.share.reproducedExactly : strings.share.reproduced(gapText(verdict.gap))}</b>
        </p>
      ) : (
        <p>
          <b>{strings.share.differs(gapText(verdict.gap))}</b>{" "}
          {strings.share.differsWhere(
            armStyle(verdict.where.arm).letter,
            branchName(networksOf(experiment).trunk, verdict.where.branch),
            verdict.where.step,
            decimal(SPREAD, 2),
          )}
        </p>
      )}
      {engine !== undefined && engine !== ENGINE_VERSION && <p>{strings.share.otherEngine(engine)}</p>}
      {hardware !== undefined && <p className="muted">{strings.share.senderHardware(hardware)}</p>}
      {note !== undefined && <p>{strings.share.senderNote(note)}</p>}
    </Notice>
  );
}

const text = (value: number | null | undefined): string => (value == null ? "–" : share(value));
const gapText = (gap: number): string => (gap < 0.0005 ? ".001" : share(gap));
