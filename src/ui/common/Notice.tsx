import type { ReactNode } from "react";
import { Icon } from "./Icon";
import { strings } from "../words/strings";
import controls from "./controls.module.css";
import styles from "./Notice.module.css";

interface NoticeProps {
  readonly tone: "bad" | "warn" | "plain";
  readonly children: ReactNode;
  readonly onDismiss?: () => void;
}

/** One message with its tone; bad ones interrupt a screen reader. */
export function Notice({ tone, children, onDismiss }: NoticeProps) {
  return (
    <section className={styles.notice} data-tone={tone} role={tone === "bad" ? "alert" : "status"}>
      <div className={styles.text}>{children}</div>
      {onDismiss !== undefined && (
        <button
          type="button"
          className={`${controls.button} ${controls.quiet} ${controls.small} ${controls.icon}`}
          aria-label={strings.common.dismiss}
          onClick={onDismiss}
        >
          <Icon name="close" />
        </button>
      )}
    </section>
  );
}
