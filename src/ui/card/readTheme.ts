import { readPreferences } from "../../client/preferences";

/** Light or dark as it was chosen in the lab. */
export function readTheme(): void {
  const { theme } = readPreferences();
  if (theme !== "system") document.documentElement.dataset["theme"] = theme;
}
