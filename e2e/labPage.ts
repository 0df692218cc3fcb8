import { readFile } from "node:fs/promises";
import { expect, type Locator, type Page } from "@playwright/test";
import { encodeLink } from "../src/experiment/link/encode";
import { findPreset, smallData } from "../src/experiment/presets";

/** The quickest experiment, and its address. */
export const smoke = findPreset("smoke")?.experiment ?? smallData;
export const smokeLink = `./#${encodeLink(smoke)}`;
/** The same, shorter: for engines that are slow. */
export const shortLink = `./#${encodeLink({ ...smoke, training: { ...smoke.training, budget: 10 } })}`;

/** Software WebGPU compiles for seconds; a whole smoke run stays well below this. */
const RUN_TIMEOUT = 90_000;

/** What a visitor does and sees, by role and name. */
export class LabPage {
  readonly page: Page;
  readonly run: Locator;

  constructor(page: Page) {
    this.page = page;
    this.run = page.getByRole("group", { name: "Run", exact: true });
  }

  button(name: string): Locator {
    return this.run.getByRole("button", { name, exact: true });
  }

  /** Opens the smoke experiment and waits until the machine is known. */
  async openSmoke(link = smokeLink): Promise<void> {
    await this.page.goto(link);
    await expect(this.button("Play")).toBeEnabled();
  }

  /** Asks for an engine by the name that stands in the select; without this the fastest one trains. */
  async useEngine(name: string): Promise<void> {
    await this.run.getByRole("combobox", { name: "Engine" }).selectOption({ label: name });
  }

  async playToTheEnd(): Promise<void> {
    await this.page.getByRole("button", { name: /^(Play|Replay)$/ }).click();
    await expect(this.run.getByText("finished")).toBeVisible({ timeout: RUN_TIMEOUT });
  }

  /** The step that the clock shows. */
  async step(): Promise<number> {
    const text = await this.run
      .getByText(/^Step [\d,]+/)
      .first()
      .innerText();
    return Number(/Step ([\d,]+)/.exec(text)?.[1]?.replaceAll(",", ""));
  }

  /** Every curve of the run on display, by name, without the clock's. */
  async curves(): Promise<ReadonlyMap<string, readonly string[]>> {
    const download = this.page.waitForEvent("download");
    await this.page.getByRole("button", { name: "CSV" }).click();
    return curvesOf(await readFile(await (await download).path(), "utf8"));
  }
}

/** Columns that are no measurements; the link, which may hold commas, is the last. */
const ASIDE = ["stepMs", "probeMs", "seed", "link"];

/** Curves by name, without the clock's, from the CSV of a run. */
export function curvesOf(csv: string): ReadonlyMap<string, readonly string[]> {
  const [header = [], ...rows] = csv
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","));
  return new Map(
    header.flatMap((name, column) =>
      ASIDE.includes(name) ? [] : [[name, rows.map((row) => row[column] ?? "")] as const],
    ),
  );
}
