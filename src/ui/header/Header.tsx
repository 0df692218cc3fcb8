import { useId } from "react";
import { LESSON_LIST } from "../../store/lessonLink";
import { useActions } from "../common/labContext";
import { BrandMark, Icon } from "../common/Icon";
import type { PageLayout } from "../common/useMedia";
import { strings } from "../words/strings";
import controls from "../common/controls.module.css";
import { EngineBadge } from "./EngineBadge";
import { PresetSelect } from "./PresetSelect";
import { ThemeSwitch } from "./ThemeSwitch";
import styles from "./Header.module.css";

/** Brand, preset, engine, sharing, theme and help; what a narrow page has no room for stands in a menu. */
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
      {(layout === "tablet" || layout === "phone") && <HeaderMenu phone={layout === "phone"} className={quietIcon} />}
    </header>
  );
}

/** What one reads rather than sets. */
function ReadingLinks() {
  const { openDialog, openLesson } = useActions();
  const className = `${controls.button} ${controls.quiet}`;
  return (
    <>
      <button type="button" className={className} onClick={() => openLesson(LESSON_LIST)}>
        {strings.header.lessons}
      </button>
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

/** The entries that do not fit, as buttons in a popover: it closes by Escape, by pressing elsewhere and by choosing. */
function HeaderMenu({ phone, className }: { readonly phone: boolean; readonly className: string }) {
  const id = useId();
  const { openDialog } = useActions();
  return (
    <>
      <button type="button" className={className} aria-label={strings.header.menu} popoverTarget={id}>
        <Icon name="menu" />
      </button>
      <nav
        id={id}
        popover="auto"
        className={styles.menu}
        aria-label={strings.header.menu}
        onClick={({ currentTarget }) => currentTarget.hidePopover()}
      >
        {phone && (
          <>
            <button
              type="button"
              className={`${controls.button} ${controls.quiet}`}
              onClick={() => openDialog({ kind: "setup" })}
            >
              {strings.header.setup}
            </button>
            <EngineBadge />
          </>
        )}
        <ReadingLinks />
      </nav>
    </>
  );
}
