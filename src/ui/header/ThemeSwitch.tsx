import { useActions, useLab } from "../common/labContext";
import { Icon } from "../common/Icon";
import { useMedia } from "../common/useMedia";
import { strings } from "../words/strings";

/** Light or dark; until it is used the page follows the system. */
export function ThemeSwitch({ className }: { readonly className: string }) {
  const theme = useLab((state) => state.theme);
  const { setTheme } = useActions();
  const systemDark = useMedia("(prefers-color-scheme: dark)");
  const dark = theme === "system" ? systemDark : theme === "dark";
  const next = dark ? "light" : "dark";
  return (
    <button
      type="button"
      className={className}
      aria-label={strings.header.theme(strings.header.themes[next])}
      onClick={() => setTheme(next)}
    >
      <Icon name="theme" />
    </button>
  );
}
