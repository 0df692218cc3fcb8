import type { LabStore } from "../store/labStore";

/**
 * Files that are dropped anywhere on the page are read as images, unless what they fall on takes them itself. Their entries are
 * taken at once: the browser forgets them afterwards.
 */
export function listenToDrops(store: LabStore, page: Document): void {
  const holdsFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes("Files") === true;
  page.addEventListener("dragover", (event) => {
    if (holdsFiles(event)) event.preventDefault();
  });
  page.addEventListener("drop", (event) => {
    if (event.defaultPrevented || !holdsFiles(event)) return;
    event.preventDefault();
    const dropped = Array.from(event.dataTransfer?.items ?? []).flatMap((item) => item.webkitGetAsEntry() ?? []);
    if (dropped.length > 0) store.getState().openDialog({ kind: "images", dropped });
  });
}
