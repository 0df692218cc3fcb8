import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import type { Page } from "@playwright/test";

interface Chunk {
  readonly file: string;
  readonly name?: string;
  readonly isDynamicEntry?: boolean;
}

const chunks = Object.entries(JSON.parse(readFileSync("dist/.vite/manifest.json", "utf8")) as Record<string, Chunk>);
/** Parts that another late part is made of, too: the manifest knows their chunk by its name alone. */
const SHARED = ["src/experiment/link/decodeWithClaim.ts"];

/** Everything that the built page fetches later, by its source. */
export const late: ReadonlyMap<string, string> = new Map([
  ...chunks.flatMap(([source, { file, isDynamicEntry }]) => (isDynamicEntry === true ? [[source, file] as const] : [])),
  ...SHARED.flatMap((source) =>
    chunks.flatMap(([key, { file, name }]) =>
      key.startsWith("_") && name === basename(source, ".ts") ? [[source, file] as const] : [],
    ),
  ),
]);

const textOf = (path: string): string => (statSync(path).isFile() ? readFileSync(path, "utf8") : "");

/** What needs an occasion of its own, each of which has a test in occasions.spec.ts. */
export const OCCASIONS = {
  opening: [
    "src/client/firstRun.ts",
    "src/experiment/link/decodeWithClaim.ts",
    "src/ui/notices/ClaimNotice.tsx",
    "src/ui/notices/LinkIssues.tsx",
    "src/ui/notices/RecordingNotice.tsx",
    "src/ui/details/RankedLists.tsx",
    "src/ui/details/WeightsView.tsx",
    "src/ui/details/ConflictView.tsx",
    "src/ui/details/FeatureView.tsx",
  ],
  afterRuns: [
    "src/ui/verdict/SeedsDialog.tsx",
    "src/ui/verdict/SeedsPlot.tsx",
    "src/ui/charts/chartPicture.ts",
    "src/ui/charts/playSound.ts",
    "src/ui/charts/soundOf.ts",
    "src/record/runFile.ts",
    "src/torch/projectZip.ts",
    "src/ui/library/valueTables.ts",
  ],
  diverging: ["src/ui/notices/Diverged.tsx", "src/ui/notices/WentBack.tsx"],
  sweep: ["src/ui/notices/earlierVisit.ts"],
  pictures: [
    "src/catalog/datasets/loadTotem.ts",
    "src/catalog/datasets/loadIdentities.ts",
    "src/catalog/datasets/loadKept.ts",
  ],
  lessons: [
    "src/ui/lessons/LessonPanel.tsx",
    "src/ui/words/glossary.ts",
    "src/ui/classroom/ClassDialog.tsx",
    "src/ui/projector/ProjectorDialog.tsx",
    "src/ui/handout/HandoutDialog.tsx",
    ...readdirSync("src/lessons")
      .map((name) => `src/lessons/${name}`)
      .filter((source) => /lesson\(\{/.test(textOf(source))),
  ],
  embedded: ["src/ui/EmbedPage.tsx", "src/ui/phone/PhoneFigure.tsx"],
  silence: ["src/ui/notices/Silent.tsx"],
  presets: ["src/ui/setup/PresetText.tsx"],
} as const;

/** Refuses what is fetched later, as a server does after an update. @param only these, instead of everything. */
export async function refuseLate(
  page: Page,
  only?: readonly string[],
): Promise<{ readonly asked: Set<string>; allow: (...sources: string[]) => void }> {
  const asked = new Set<string>();
  const allowed = new Set<string>();
  await page.route("**/assets/*.js", (route) => {
    const source = [...late].find(([, file]) => route.request().url().endsWith(`/${file}`))?.[0];
    if (source === undefined || allowed.has(source) || only?.includes(source) === false) return route.continue();
    asked.add(source);
    return route.fulfill({ status: 404 });
  });
  return { asked, allow: (...sources) => sources.forEach((source) => allowed.add(source)) };
}
