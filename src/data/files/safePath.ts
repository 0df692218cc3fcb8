import { DatasetError } from "../datasetError";

/**
 * The path of an archive's part, with slashes and without `./`.
 * @throws DatasetError for one that leads out of the archive or hides something: nothing is written by these paths, but whoever
 * made them meant harm or made a mistake.
 */
export function safePath(path: string, archive: string): string {
  const parts = path.replaceAll("\\", "/").split("/");
  const hidden = [...path].some((character) => character < " ");
  if (path.startsWith("/") || /^[A-Za-z]:/.test(path) || parts.includes("..") || hidden || path.length > 1000) {
    throw new DatasetError({ code: "pathTrick", file: archive, path: path.slice(0, 200) });
  }
  return parts.filter((part) => part !== "." && part !== "").join("/");
}

/** What systems leave beside files, of no interest to anybody. */
export function isLitter(path: string): boolean {
  return /(^|\/)(__MACOSX\/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$|\.git\/)/.test(path);
}
