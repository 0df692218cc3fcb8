import { createStream } from "../random/stream";
import { ConfigError } from "../schema/configError";
import { drawValue } from "../schema/drawValue";
import type { Field } from "../schema/field";
import type { Entry } from "./registry";

/** Keys and values of links: no character that chat programs, Markdown or percent-encoding change. */
const LINK_TEXT = /^[A-Za-z0-9.-]+$/;

/**
 * What is wrong with an entry of any registry, in words; nothing when it can be shown in a form, put into a link and
 * listed on the reference page. The contract tests of all registries ask this.
 * @param key under which the registry holds the entry.
 */
export function entryProblems(key: string, entry: Entry): readonly string[] {
  const problems: string[] = [];
  if (entry.kind !== key) problems.push(`the entry ${key} calls itself ${entry.kind}`);
  // A dot would end the kind in a link, and a capital letter could be an arm's.
  if (!/^[a-z][a-zA-Z0-9]*$/.test(key)) problems.push(`the kind ${key} must be one camelCase word`);
  if (entry.title.trim() === "") problems.push("the title is empty");
  if (!entry.summary.trim().endsWith(".")) problems.push("the summary must be a sentence");
  if (entry.source.paper.trim() === "") problems.push("the source is empty");
  // Read from outside the types: an entry may come from a plain object.
  const { differs }: { readonly differs?: readonly string[] } = entry;
  if (differs === undefined) problems.push("what differs from the source is not said");
  for (const text of differs ?? []) {
    if (!/[.)]$/.test(text.trim())) problems.push(`what differs must be sentences: ${text}`);
  }
  if (entry.formula?.trim() === "") problems.push("the formula is empty");
  for (const [name, field] of Object.entries(entry.fields)) {
    if (!/^[a-z][a-zA-Z0-9]*$/.test(name)) problems.push(`the setting ${name} must be one camelCase word`);
    problems.push(...fieldProblems(field as Field<unknown>).map((problem) => `${name}: ${problem}`));
  }
  return problems;
}

/** What is wrong with one setting, in words. */
export function fieldProblems(field: Field<unknown>): readonly string[] {
  const problems: string[] = [];
  if (field.label.trim() === "") problems.push("the label is empty");
  if (!field.help.trim().endsWith(".")) problems.push("the help must be a sentence");
  const stream = createStream(1);
  const suggestions = field.control.widget === "number" ? (field.control.suggestions ?? []) : [];
  const options = field.control.widget === "select" ? field.control.options.map(({ value }) => value) : [];
  const drawn = Array.from({ length: 50 }, () => drawValue(field, stream));
  for (const value of [field.initial, ...suggestions, ...options, ...drawn]) {
    try {
      const text = field.format(field.parse(value, "value"));
      if (!LINK_TEXT.test(text))
        problems.push(`${JSON.stringify(value)} is written as ${text}, which links do not allow`);
      else if (JSON.stringify(field.parse(text, "value")) !== JSON.stringify(value)) {
        problems.push(`${JSON.stringify(value)} is written as ${text} and does not come back`);
      }
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      problems.push(`${JSON.stringify(value)} is refused: ${error.message}`);
    }
  }
  return problems;
}
