import { useMemo } from "react";
import { ENGINE_VERSION } from "../../experiment/engineVersion";
import { networksOf } from "../../experiment/networks";
import { SPREAD, verdictOn, type Verdict } from "../../record/claimOf";
import { armStyle } from "../common/armStyle";
import { decimal, share } from "../words/format";
import { useActions, useLab, useOwnRecord } from "../common/labContext";
import { strings } from "../words/strings";
import { shareStrings } from "../words/shareStrings";
import { branchName } from "../words/wording";
import controls from "../common/controls.module.css";
import { Notice } from "../common/Notice";
import styles from "../common/Notice.module.css";

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
          <b>{strings.claimed}.</b> {main !== undefined && shareStrings.claimedMain(main)} {shareStrings.claimedHow}{" "}
          {claim.exact !== undefined && shareStrings.claimedExact}
        </p>
      ) : verdict.kind === "reproduced" ? (
        <p>
          <b>{reproducedText(verdict)}</b>
        </p>
      ) : (
        <p>
          <b>
            {verdict.everyCurve === undefined ? shareStrings.differs(gapText(verdict.gap)) : shareStrings.differsInBits}
          </b>{" "}
          {shareStrings.differsWhere(
            armStyle(verdict.where.arm).letter,
            branchName(networksOf(experiment).trunk, verdict.where.branch),
            verdict.where.step,
            decimal(SPREAD, 2),
          )}
        </p>
      )}
      {claim.exact !== undefined && <Inexact verdict={verdict} />}
      {engine !== undefined && engine !== ENGINE_VERSION && <p>{shareStrings.otherEngine(engine)}</p>}
      {hardware !== undefined && <p className="muted">{shareStrings.senderHardware(hardware)}</p>}
      {note !== undefined && <p>{shareStrings.senderNote(note)}</p>}
    </Notice>
  );
}

/** Exact results were checked on an engine that is not: what that is worth, and the way to check them in full. */
function Inexact({ verdict }: { readonly verdict: Verdict | undefined }) {
  const there = useLab((state) => state.machine?.choices.includes("wasm") === true);
  const { verifyExactly } = useActions();
  if (verdict === undefined || verdict.kind === "claimed" || verdict.everyCurve !== undefined) return null;
  return (
    <>
      <p>{shareStrings.comparable}</p>
      {there && (
        <div className={styles.actions}>
          <button type="button" className={`${controls.button} ${controls.small}`} onClick={verifyExactly}>
            {shareStrings.verifyExactly}
          </button>
        </div>
      )}
    </>
  );
}

function reproducedText({ everyCurve, exact, gap }: Exclude<Verdict, { readonly kind: "claimed" }>): string {
  if (everyCurve === true) return shareStrings.reproducedBits;
  return exact ? shareStrings.reproducedExactly : shareStrings.reproduced(gapText(gap));
}

const text = (value: number | null | undefined): string => (value == null ? "–" : share(value));
const gapText = (gap: number): string => (gap < 0.0005 ? ".001" : share(gap));
