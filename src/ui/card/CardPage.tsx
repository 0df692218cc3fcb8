import { useEffect, useRef, useState } from "react";
import { measureCard } from "../../client/cardClient";
import type { CardMessage, CardResult } from "../../protocol/cardSchema";
import { asSent, decodeCard, encodeCard } from "../../record/cardLink";
import controls from "../common/controls.module.css";
import { cardWords, triedKernels } from "../words/cardWords";
import { faultText } from "../words/reasonWords";
import { CardFigures } from "./CardFigures";
import styles from "./CardPage.module.css";
import { CopyText } from "./CopyText";
import { performanceLine } from "./figures";

/** The page that measures a visitor's graphics card: figures of its own, or those of a link. */
export function CardPage() {
  const [message, setMessage] = useState<CardMessage>();
  const [own, setOwn] = useState<CardResult>();
  const [stopped, setStopped] = useState(false);
  const stop = useRef<() => void>(undefined);
  const measures = message?.type === "cardStage" && !stopped;
  const measure = (): void => {
    setStopped(false);
    setMessage({ type: "cardStage", stage: "open" });
    stop.current = measureCard((next) => {
      setMessage(next);
      if (next.type === "cardResult") setOwn(asSent(next.result));
    });
  };
  const end = (): void => {
    stop.current?.();
    setStopped(true);
  };
  return (
    <main className={styles.page}>
      <nav>
        <a href="./">{cardWords.toLab}</a>
      </nav>
      <h1>{cardWords.title}</h1>
      <p>{cardWords.intro}</p>
      <p className={styles.start}>
        <button
          type="button"
          className={`${controls.button} ${controls.primary}`}
          aria-disabled={measures}
          onClick={() => {
            if (!measures) measure();
          }}
        >
          {own === undefined ? cardWords.measure : cardWords.again}
        </button>
        {measures && (
          <button type="button" className={controls.button} onClick={end}>
            {cardWords.stop}
          </button>
        )}
        <span role="status">{stopped ? cardWords.stopped : message === undefined ? "" : said(message)}</span>
      </p>
      {own !== undefined && (
        <section aria-labelledby="own">
          <h2 id="own">{cardWords.own}</h2>
          <CardFigures result={own} />
          <h3>{cardWords.passOn}</h3>
          <CopyText label={cardWords.link} text={addressOf(own)} />
          <CopyText label={cardWords.line} text={performanceLine(own)} />
        </section>
      )}
      <Sent />
      <section aria-labelledby="how">
        <h2 id="how">{cardWords.how}</h2>
        {cardWords.howTexts.map((text) => (
          <p key={text}>{text}</p>
        ))}
      </section>
      <Tried />
    </main>
  );
}

function said(message: CardMessage): string {
  switch (message.type) {
    case "cardStage":
      return cardWords.stages[message.stage];
    case "cardResult":
      return cardWords.done;
    case "cardFailed":
      return cardWords.failed(faultText(message.why));
    default:
      return message satisfies never;
  }
}

const addressOf = (result: CardResult): string => `${location.href.replace(/#.*$/, "")}#${encodeCard(result)}`;

/** What the address tells of another machine. */
function Sent() {
  const [hash, setHash] = useState(() => location.hash);
  useEffect(() => {
    const read = (): void => setHash(location.hash);
    window.addEventListener("hashchange", read);
    return () => window.removeEventListener("hashchange", read);
  }, []);
  const link = decodeCard(hash);
  if (link.kind === "none") return null;
  return (
    <section aria-labelledby="sent">
      <h2 id="sent">{cardWords.sent}</h2>
      {link.kind === "bad" ? (
        <p className={styles.bad}>{cardWords.bad(link.key, link.given)}</p>
      ) : (
        <>
          <p className={link.changed ? styles.bad : "muted"}>{link.changed ? cardWords.changed : cardWords.claimed}</p>
          <CardFigures result={link.result} />
          <CopyText label={cardWords.line} text={performanceLine(link.result)} />
        </>
      )}
    </section>
  );
}

function Tried() {
  const { what, figure, why } = cardWords.triedHead;
  return (
    <section aria-labelledby="tried">
      <h2 id="tried">{cardWords.tried}</h2>
      <p>{cardWords.triedIntro}</p>
      <div className={styles.wide} role="group" aria-label={cardWords.tried} tabIndex={0}>
        <table className={styles.texts}>
          <thead>
            <tr>
              <th scope="col">{what}</th>
              <th scope="col">{figure}</th>
              <th scope="col">{why}</th>
            </tr>
          </thead>
          <tbody>
            {triedKernels.map((each) => (
              <tr key={each.what}>
                <th scope="row">{each.what}</th>
                <td>{each.figure}</td>
                <td>{each.why}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
