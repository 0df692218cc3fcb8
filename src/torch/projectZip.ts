import { strToU8, zipSync } from "fflate";
import type { Experiment } from "../experiment/experiment";
import { torchProject } from "./project";

/** The folder in the archive, so that unpacking it scatters nothing. */
const FOLDER = "forklab-torch";

/**
 * The PyTorch project of an experiment as an archive.
 * @param link the experiment's, without its `#`.
 * @throws ConfigError, SiteError or ShapeError where an arm cannot be built.
 */
export function projectZip(experiment: Experiment, link: string): Uint8Array<ArrayBuffer> {
  const files = torchProject(experiment, link).map(({ path, content }): [string, Uint8Array] => [
    `${FOLDER}/${path}`,
    typeof content === "string" ? strToU8(content) : content,
  ]);
  return new Uint8Array(zipSync(Object.fromEntries(files)));
}
