import { expect, it } from "vitest";
import { experimentReference } from "../../experiment/reference";
import { glossary } from "./glossary";

it("explains each word in two sentences, and leads to an entry of the reference that is there", () => {
  const known = experimentReference().flatMap(({ entries }) => entries.map(({ id }) => id));
  for (const { title, text, ...rest } of Object.values(glossary)) {
    expect({ title, sentences: text.split(/\.(?: |$)/).filter((part) => part !== "").length }).toEqual({
      title,
      sentences: 2,
    });
    if ("entry" in rest) expect(known).toContain(rest.entry);
  }
});
