import { useEffect, useRef, type ReactNode } from "react";
import controls from "../common/controls.module.css";
import { strings } from "../words/strings";
import styles from "./Charts.module.css";

/** What a chart's row of controls has no room for; closed by Escape or by pressing elsewhere. */
export function ChartMore({ children }: { readonly children: ReactNode }) {
  const menu = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const close = ({ target }: Event): void => {
      if (target instanceof Node && menu.current?.contains(target) === false) menu.current.open = false;
    };
    document.addEventListener("pointerdown", close);
    return () => document.removeEventListener("pointerdown", close);
  }, []);
  return (
    <details
      ref={menu}
      className={`${styles.save} ${styles.more}`}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || menu.current?.open !== true) return;
        event.stopPropagation();
        menu.current.open = false;
        menu.current.querySelector("summary")?.focus();
      }}
    >
      <summary className={`${controls.button} ${controls.quiet} ${controls.small}`}>{strings.common.more}</summary>
      <div className={styles.saveList}>{children}</div>
    </details>
  );
}
