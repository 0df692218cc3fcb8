import type { LabStore } from "../store/labStore";

/** What `index.html` holds of files that fell on the page before this code was there. */
interface EarlyDrops {
  readonly dropped: readonly (FileSystemEntry | null)[];
  /** Nothing more is held. */
  readonly stop: () => void;
}

/**
 * Files that are dropped anywhere on the page are read as images, unless what they fall on takes them itself. Their entries are
 * taken at once: the browser forgets them afterwards.
 */
export function listenToDrops(store: LabStore, page: Document): void {
  const holdsFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes("Files") === true;
  const read = (entries: readonly (FileSystemEntry | null)[]): void => {
    const dropped = entries.flatMap((entry) => entry ?? []);
    if (dropped.length > 0) store.getState().openDialog({ kind: "images", dropped });
  };
  page.addEventListener("dragover", (event) => {
    if (holdsFiles(event)) event.preventDefault();
  });
  page.addEventListener("drop", (event) => {
    if (event.defaultPrevented || !holdsFiles(event)) return;
    event.preventDefault();
    read(Array.from(event.dataTransfer?.items ?? [], (item) => item.webkitGetAsEntry()));
  });
  const { earlyDrops } = window as Window & { readonly earlyDrops?: EarlyDrops };
  earlyDrops?.stop();
  read(earlyDrops?.dropped ?? []);
}
