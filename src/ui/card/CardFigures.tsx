import type { CardResult } from "../../protocol/cardSchema";
import { cardWords } from "../words/cardWords";
import styles from "./CardPage.module.css";
import { digits, msText, percentText, rateOf, rateText, stockRatio } from "./figures";

/** The figures of one machine. */
export function CardFigures({ result }: { readonly result: CardResult }) {
  const { adapter, software, browser, peak, networks } = result;
  return (
    <>
      <dl className={styles.facts}>
        <dt>{cardWords.adapter}</dt>
        <dd>{adapter === "" ? cardWords.unnamed : adapter}</dd>
        <dt>{cardWords.browser}</dt>
        <dd>{browser}</dd>
        <dt>{cardWords.peak}</dt>
        <dd>
          <span className="num">{rateText(peak)}</span>, {cardWords.peakHelp}
        </dd>
      </dl>
      {software && <p className={styles.note}>{cardWords.software}</p>}
      <div className={styles.wide} role="group" aria-label={cardWords.stepsCaption} tabIndex={0}>
        <table className={styles.table}>
          <caption>{cardWords.stepsCaption}</caption>
          <thead>
            <tr>
              <th scope="col">{cardWords.network}</th>
              <th scope="col">{cardWords.step}</th>
              <th scope="col">{cardWords.rate}</th>
              <th scope="col">{cardWords.share}</th>
              <th scope="col">{cardWords.stock}</th>
            </tr>
          </thead>
          <tbody>
            {networks.map((each) => (
              <tr key={each.network}>
                <th scope="row">{cardWords.named(cardWords.networks[each.network], each.batch)}</th>
                {each.stepMs === undefined ? (
                  <td colSpan={4}>{cardWords.leftOut}</td>
                ) : (
                  <>
                    <td>{msText(each.stepMs)}</td>
                    <td>{rateText(rateOf(each.flop, each.stepMs))}</td>
                    <td>{percentText(rateOf(each.flop, each.stepMs) / peak)}</td>
                    <td>{each.network === "conv7" ? <Stock result={result} /> : ""}</td>
                  </>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Profile families={result.families} />
    </>
  );
}

function Stock({ result }: { readonly result: CardResult }) {
  const ratio = stockRatio(result);
  if (ratio === undefined || result.stockMs === undefined) return cardWords.notCompared;
  return `${msText(result.stockMs)}, ${cardWords.times(digits(ratio))}`;
}

function Profile({ families }: Pick<CardResult, "families">) {
  if (families.length === 0) return <p>{cardWords.noProfile}</p>;
  const all = families.reduce((sum, { ms }) => sum + ms, 0);
  return (
    <>
      <div className={styles.wide} role="group" aria-label={cardWords.profileCaption} tabIndex={0}>
        <table className={styles.table}>
          <caption>{cardWords.profileCaption}</caption>
          <thead>
            <tr>
              <th scope="col">{cardWords.family}</th>
              <th scope="col">{cardWords.dispatches}</th>
              <th scope="col">{cardWords.time}</th>
              <th scope="col">{cardWords.ofStep}</th>
            </tr>
          </thead>
          <tbody>
            {families.map(({ family, dispatches, ms }) => (
              <tr key={family}>
                <th scope="row" className="mono">
                  {family}
                </th>
                <td>{dispatches}</td>
                <td>{msText(ms)}</td>
                <td>{all > 0 ? percentText(ms / all) : ""}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="muted">{cardWords.profileHelp}</p>
    </>
  );
}
