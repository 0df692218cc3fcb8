import { keptText } from "./storage";

export type Theme = "system" | "light" | "dark";

/** What a visitor chose for this page, apart from experiments. */
export interface Preferences {
  readonly theme: Theme;
  /** Single keys drive the lab (WCAG 2.1.4 asks that they can be turned off). */
  readonly shortcuts: boolean;
}

const theme = keptText("forklab.theme");
const shortcuts = keptText("forklab.shortcuts");

export function readPreferences(): Preferences {
  const stored = theme.read();
  return {
    theme: stored === "light" || stored === "dark" ? stored : "system",
    shortcuts: shortcuts.read() !== "off",
  };
}

export function writePreferences(preferences: Preferences): void {
  theme.write(preferences.theme);
  shortcuts.write(preferences.shortcuts ? "on" : "off");
}
