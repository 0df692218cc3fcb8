import { readFile } from "node:fs/promises";
import { expect, type Locator, type Page } from "@playwright/test";
import { findPreset, smallData } from "../src/experiment/presets";
import { parseCellResult, type CellResult } from "../src/sweep/cellResult";
import { makeSweep, type Sweep, type SweepChoice } from "../src/sweep/sweep";
import { encodeSweep } from "../src/sweep/sweepLink";

const smoke = findPreset("smoke")?.experiment ?? smallData;

/** Software WebGPU compiles for seconds; a few smoke runs stay well below this. */
const RUN_TIMEOUT = 90_000;

/** A sweep of the quickest experiment. */
export function smokeSweep(choice: Partial<SweepChoice> = {}, budget = smoke.training.budget): Sweep {
  const base = { ...smoke, training: { ...smoke.training, budget } };
  return makeSweep(base, { sites: ["s1b1"], methods: ["dsn"], seeds: [1], ...choice });
}

/** What a visitor does and sees in the ablation view, by role and name. */
export class SweepPage {
  readonly page: Page;
  readonly dialog: Locator;

  constructor(page: Page) {
    this.page = page;
    this.dialog = page.getByRole("dialog", { name: "Where should the network fork?" });
  }

  /** Opens a sweep by its link and waits until its runs are known. */
  async open(sweep: Sweep, claim?: string): Promise<void> {
    await this.page.goto(`./#${encodeSweep(sweep, [], claim)}`);
    await expect(this.progress(/^\d+ of \d+ runs done/)).toBeVisible();
  }

  button(name: string | RegExp): Locator {
    return this.dialog.getByRole("button", { name, exact: true });
  }

  progress(pattern: RegExp): Locator {
    return this.dialog.getByRole("status").filter({ hasText: pattern });
  }

  /** Presses what starts the queue, or takes it up again. */
  async goOnUntil(pattern: RegExp): Promise<void> {
    await this.button(/^(Start|Resume)$/).click();
    await expect(this.progress(pattern)).toBeVisible({ timeout: RUN_TIMEOUT });
  }

  /** The step that the run under way has reached, and the one that a reload would go on from. */
  async runningSteps(): Promise<{ readonly step: number; readonly kept: number }> {
    const text = await this.dialog
      .getByText(/^Training .*: step/)
      .first()
      .innerText();
    const [, step = "0"] = /step ([\d,]+) of/.exec(text) ?? [];
    const [, kept = "0"] = /resumes from step ([\d,]+)/.exec(text) ?? [];
    return { step: Number(step.replaceAll(",", "")), kept: Number(kept.replaceAll(",", "")) };
  }

  async import(...files: readonly { readonly name: string; readonly text: string }[]): Promise<void> {
    await this.dialog
      .locator('input[type="file"]')
      .setInputFiles(files.map(({ name, text }) => ({ name, mimeType: "text/plain", buffer: Buffer.from(text) })));
  }

  async download(button: string): Promise<Buffer> {
    const download = this.page.waitForEvent("download");
    await this.button(button).click();
    return readFile(await (await download).path());
  }

  async results(): Promise<readonly CellResult[]> {
    const text = (await this.download("Results")).toString("utf8");
    return text
      .trimEnd()
      .split("\n")
      .flatMap((line) => parseCellResult(JSON.parse(line)) ?? []);
  }
}

/** A result without what two machines, or two runs on one, may tell differently. */
export function measured({ seconds: _, ...rest }: CellResult): Omit<CellResult, "seconds"> {
  return rest;
}
