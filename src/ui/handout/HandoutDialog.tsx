import { encodeLink } from "../../experiment/link/encode";
import { formatClaim } from "../../experiment/link/claim";
import { armTitle, backboneEntry, datasetEntry } from "../../experiment/network";
import { claimOf } from "../../record/claimOf";
import { armStyle } from "../common/armStyle";
import controls from "../common/controls.module.css";
import sizes from "../common/fullWindow.module.css";
import { useActions, useLab, useRecord } from "../common/labContext";
import { openModally } from "../common/openModally";
import { Diagram } from "../diagram/Diagram";
import { DifferenceStrip } from "../verdict/DifferenceStrip";
import { QrDrawing } from "../header/QrDrawing";
import { shareResults } from "../header/shareResults";
import { lecturerWords } from "../words/lecturerWords";
import { strings } from "../words/strings";
import styles from "./Handout.module.css";

/** A page of A4 within its margins, in CSS pixels. */
const PAPER_WIDTH = 700;
/** The figure needs more room than paper has, and is made smaller. */
const FIGURE_WIDTH = 900;

/** One sheet: what is compared, the figure, the numbers, room for one's own words, and the link as a code to be scanned. */
export function HandoutDialog() {
  const { closeDialog } = useActions();
  const experiment = useLab((state) => state.experiment);
  const record = useRecord();
  const done = record !== undefined && record.step > 0 ? record : undefined;
  const claim = done?.phase === "completed" ? claimOf(done) : undefined;
  const { engine, finals, exact } = claim ?? {};
  const texts = formatClaim({ ...(engine && { engine }), ...(finals && { finals }), ...(exact && { exact }) });
  const link = `${location.href.replace(/[?#].*$/, "")}#${encodeLink(experiment, [], texts)}`;
  const results = done === undefined ? undefined : shareResults(done);
  const { backbone, dataset } = experiment;
  return (
    <dialog
      ref={openModally}
      className={`${sizes.fullWindow} ${styles.page}`}
      aria-label={lecturerWords.handout}
      data-print=""
      onClose={closeDialog}
    >
      <header className={styles.bar}>
        <span className="small muted">{lecturerWords.onScreenOnly}</span>
        <button type="button" className={`${controls.button} ${controls.primary}`} onClick={() => window.print()}>
          {lecturerWords.print}
        </button>
        <button type="button" className={controls.button} onClick={closeDialog}>
          {strings.common.close}
        </button>
      </header>
      <article className={styles.sheet} style={{ width: PAPER_WIDTH }} data-theme="light">
        <h2>{experiment.arms.map((arm, index) => `${armStyle(index).letter} ${armTitle(arm)}`).join(", ")}</h2>
        <p>
          {backboneEntry(backbone.kind).name(backbone)}, {datasetEntry(dataset.kind).name(dataset)}
        </p>
        <DifferenceStrip />
        <figure style={{ zoom: PAPER_WIDTH / FIGURE_WIDTH }}>
          <Diagram room={FIGURE_WIDTH} />
        </figure>
        <section>
          <h3>{results === undefined ? lecturerWords.numbers : `${lecturerWords.numbers}: ${results.metric}`}</h3>
          {results === undefined ? (
            <p>{lecturerWords.none}</p>
          ) : (
            <>
              <table className={controls.table}>
                <thead>
                  <tr>
                    <th scope="col">{lecturerWords.arm}</th>
                    {results.heads.map((head) => (
                      <th key={head} scope="col">
                        {head}
                      </th>
                    ))}
                    {results.agreement !== undefined && <th scope="col">{results.agreement}</th>}
                  </tr>
                </thead>
                <tbody>
                  {results.arms.map(({ letter, title, values, agreement }) => (
                    <tr key={letter}>
                      <th scope="row">
                        {letter} {title}
                      </th>
                      {results.heads.map((head, index) => (
                        <td key={head}>{values[index]}</td>
                      ))}
                      {results.agreement !== undefined && <td>{agreement}</td>}
                    </tr>
                  ))}
                </tbody>
              </table>
              <p className="small">{results.where}</p>
            </>
          )}
        </section>
        <section className={styles.own}>
          {[lecturerWords.expect, lecturerWords.saw].map((title) => (
            <div key={title}>
              <h3>{title}</h3>
              <div className={styles.lines} />
            </div>
          ))}
        </section>
        <section className={styles.link}>
          <div className={styles.code}>
            <QrDrawing link={link} />
          </div>
          <div>
            <h3>{lecturerWords.link}</h3>
            <p className={`${styles.address} mono`}>{link}</p>
          </div>
        </section>
      </article>
    </dialog>
  );
}
