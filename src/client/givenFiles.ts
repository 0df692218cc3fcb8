/** A file as somebody gave it, with the folders that it was given in. */
export interface GivenFile {
  readonly path: string;
  readonly blob: Blob;
}

/** Files of a picker; of a folder's, each with its path in it. */
export function filesOfPicker(list: readonly File[]): readonly GivenFile[] {
  return list.map((file) => ({ path: file.webkitRelativePath || file.name, blob: file }));
}

/** Files that were dropped, folders opened. */
export async function filesOfDrop(entries: readonly FileSystemEntry[]): Promise<readonly GivenFile[]> {
  const given: GivenFile[] = [];
  for (const entry of entries) await collect(entry, "", given);
  return given;
}

async function collect(entry: FileSystemEntry, folder: string, given: GivenFile[]): Promise<void> {
  const path = `${folder}${entry.name}`;
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    given.push({ path, blob: file });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  // A reader gives some hundred entries at a time, and none at the end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return;
    for (const each of some) await collect(each, `${path}/`, given);
  }
}
