import { useActions, useLab } from "../common/labContext";
import { Notice } from "../common/Notice";
import styles from "../common/Notice.module.css";
import { linkIssueText, whatText } from "../words/issueWords";
import { mendedText } from "../words/linkWords";
import { openedWords } from "../words/openedWords";

/** What the last opened link brought that could not be used as it stood, and what was put right. */
export function LinkIssues() {
  const found = useLab((state) => state.linkIssues);
  // What was applied and makes its curves look odd has a notice of its own.
  const issues = found.filter(({ lasting }) => lasting !== true);
  const mended = useLab((state) => state.linkMended);
  const experiment = useLab((state) => state.experiment);
  const { dismissLinkIssues } = useActions();
  if (issues.length === 0) {
    return mended === undefined ? null : (
      <Notice tone="plain" onDismiss={dismissLinkIssues}>
        <p>{mendedText(mended)}</p>
      </Notice>
    );
  }
  return (
    <Notice tone="warn" onDismiss={dismissLinkIssues}>
      <p>
        <b>{openedWords.some}</b>
      </p>
      <ul className={styles.list}>
        {issues.map((issue) => (
          <li key={`${issue.path}/${whatText(issue.what)}`}>{linkIssueText(issue, experiment)}</li>
        ))}
      </ul>
      {mended !== undefined && <p>{mendedText(mended)}</p>}
    </Notice>
  );
}
