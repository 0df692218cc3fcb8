import { useActions } from "../common/labContext";
import { strings } from "../words/strings";
import controls from "../common/controls.module.css";

/** Leads from a control to the entry of the reference that says what is chosen there. */
export function AboutLink({ entry, title }: { readonly entry: string; readonly title: string }) {
  const { openDialog } = useActions();
  return (
    <button type="button" className={controls.link} onClick={() => openDialog({ kind: "reference", entry })}>
      {strings.header.about(title)}
    </button>
  );
}
