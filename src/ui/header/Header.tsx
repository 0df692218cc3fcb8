import { useActions, useLab } from "../common/labContext";
import { BrandMark, Icon } from "../common/Icon";
import type { PageLayout } from "../common/useMedia";
import { strings } from "../strings";
import controls from "../common/controls.module.css";
import { EngineBadge } from "./EngineBadge";
import { PresetSelect } from "./PresetSelect";
import { ThemeSwitch } from "./ThemeSwitch";
import styles from "./Header.module.css";

/** Brand, preset, engine, sharing, theme and help; on narrow pages also the door to the set-up. */
export function Header({ layout }: { readonly layout: PageLayout }) {
  const { openDialog } = useActions();
  const quietIcon = `${controls.button} ${controls.quiet} ${controls.icon}`;
  return (
    <header className={styles.header}>
      <h1 className={styles.brand}>
        <BrandMark />
        {strings.brand}
      </h1>
      {layout !== "phone" && <PresetSelect />}
      {(layout === "laptop" || layout === "tablet") && (
        <button type="button" className={controls.button} onClick={() => openDialog({ kind: "setup" })}>
          {strings.header.setup}
        </button>
      )}
      {(layout === "desktop" || layout === "laptop") && <ReadingLinks />}
      <span className="grow" />
      {layout !== "phone" && <EngineBadge />}
      <button
        type="button"
        className={`${controls.button} ${layout === "phone" ? controls.quiet : ""}`}
        onClick={() => openDialog({ kind: "share" })}
      >
        {strings.header.share}
      </button>
      <ThemeSwitch className={quietIcon} />
      <button
        type="button"
        className={quietIcon}
        aria-label={strings.header.help}
        onClick={() => openDialog({ kind: "help" })}
      >
        <span aria-hidden="true">?</span>
      </button>
      {layout === "phone" && <OpenSetup className={quietIcon} />}
    </header>
  );
}

/** What one reads rather than sets; on narrow pages it stands in the help. */
function ReadingLinks() {
  const { openDialog } = useActions();
  const className = `${controls.button} ${controls.quiet}`;
  return (
    <>
      <button type="button" className={className} onClick={() => openDialog({ kind: "methods" })}>
        {strings.header.methods}
      </button>
      <button type="button" className={className} onClick={() => openDialog({ kind: "sweep" })}>
        {strings.header.ablation}
      </button>
      <button type="button" className={className} onClick={() => openDialog({ kind: "reference" })}>
        {strings.header.reference}
      </button>
    </>
  );
}

function OpenSetup({ className }: { readonly className: string }) {
  const { openDialog } = useActions();
  const open = useLab((state) => state.dialog?.kind === "setup");
  return (
    <button
      type="button"
      className={className}
      aria-label={strings.header.setup}
      aria-expanded={open}
      onClick={() => openDialog({ kind: "setup" })}
    >
      <Icon name="menu" />
    </button>
  );
}
