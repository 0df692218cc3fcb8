import type { ReferenceEntry, ReferenceSection, ReferenceSetting } from "../../src/catalog/reference";
import { experimentReference } from "../../src/experiment/reference";
import { referenceWords } from "../../src/ui/words/referenceWords";

/** The reference as Markdown, before prettier, and how many entries it holds. */
export function referenceMarkdown(sections: readonly ReferenceSection[] = experimentReference()): {
  readonly text: string;
  readonly entries: number;
} {
  const entries = sections.reduce((sum, section) => sum + section.entries.length, 0);
  const contents = sections.map(
    ({ title, entries: own }) => `- ${title}: ${own.map((entry) => `[${entry.title}](#${anchor(entry)})`).join(", ")}`,
  );
  const text = [
    "# Reference",
    "",
    "Written by `npm run docs` from the catalogue; the page shows the same under Reference. Links name settings as",
    "`key=value`; those of an arm stand inside the arm, joined by `;`.",
    "",
    ...contents,
    "",
    ...sections.flatMap(({ title, entries: own }) => [`## ${title}`, "", ...own.flatMap(entryLines)]),
  ].join("\n");
  return { text, entries };
}

/** Own anchors: titles need not be unique over the sections. */
const anchor = ({ id }: ReferenceEntry): string => id.replace("/", "-");

function entryLines(entry: ReferenceEntry): readonly string[] {
  const { title, kind, summary, formula, source, differs, settings, remains } = entry;
  return [
    `### <a id="${anchor(entry)}"></a>${title} (\`${kind}\`)`,
    "",
    plain(summary),
    "",
    ...(formula === undefined ? [] : [`\`${formula}\``, ""]),
    ...(settings.length === 0 ? [] : [...settingLines(settings), ""]),
    ...(source === undefined
      ? []
      : [
          `Source: ${plain(source.paper)}${source.arxiv === undefined ? "" : `, [arXiv:${source.arxiv}](https://arxiv.org/abs/${source.arxiv})`}.${source.code === undefined ? "" : ` Authors' file: ${plain(source.code)}.`}`,
          "",
        ]),
    ...list("What differs from the source:", differs),
    ...list("As in the paper, what remains different:", remains ?? []),
  ];
}

const list = (title: string, items: readonly string[]): readonly string[] =>
  items.length === 0 ? [] : [title, "", ...items.map((item) => `- ${plain(item)}`), ""];

function settingLines(settings: readonly ReferenceSetting[]): readonly string[] {
  const rows = settings.map(({ label, linkKey, help, accepts, unit, options, initial }) => {
    const choices = options.map(({ value, label: text }) => `\`${value}\` ${text}`).join("; ");
    return [label, `\`${linkKey}\``, choices === "" ? referenceWords.accepted(accepts, unit) : choices, initial, help]
      .map(cell)
      .join(" | ");
  });
  return ["| Setting | In links | Accepts | Initial | |", "| - | - | - | - | - |", ...rows.map((row) => `| ${row} |`)];
}

/** Signs that Markdown reads, written so that it does not. */
const plain = (text: string): string => text.replace(/([*_<>[\]|])/g, "\\$1");
const cell = (text: string): string => text.replaceAll("|", "\\|");
