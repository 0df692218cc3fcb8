import { replaceDeceptive } from "../schema/cleanText";
import type { LibraryEntry } from "./libraryEntrySchema";
import { MAX_NAME, MAX_RUN_NOTE } from "./libraryLimits";

/** One line without characters that could make it read as something else, of so many UTF-16 units at most. */
export function cleanLine(text: string, limit: number): string {
  return cut(replaceDeceptive(text, ""), limit).trim();
}

/** The same for a note, which may have lines. */
export function cleanNote(text: string): string {
  const lines = text.split(/\r\n|[\r\n]/).map((line) => replaceDeceptive(line, ""));
  return cut(lines.join("\n"), MAX_RUN_NOTE);
}

/** An entry whose words may stand on the page, wherever they come from. */
export function cleanEntry(entry: LibraryEntry): LibraryEntry {
  const { name, note, arms, agent, engine } = entry;
  return {
    ...entry,
    name: cleanLine(name, MAX_NAME),
    note: cleanNote(note),
    arms: arms.map((arm) => ({ ...arm, title: cleanLine(arm.title, MAX_NAME) })),
    agent: cleanLine(agent, MAX_NAME),
    ...(engine && { engine: { ...engine, adapter: replaceDeceptive(engine.adapter, "") } }),
  };
}

/** No half of a pair of surrogates stays at the end. */
function cut(text: string, limit: number): string {
  return text.slice(0, limit).replace(/[\ud800-\udbff]$/, "");
}
