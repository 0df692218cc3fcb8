/** How often a file is asked for again, and how long that waits in between: two seconds together. */
const TRIES = 40;
const PAUSE_MS = 50;

/**
 * A file's synchronous handle, for whoever holds the lock of what the file belongs to. A worker that was ended gives back its
 * locks first and its handles a moment later, so that a file which still seems to be in use is asked for again.
 * @throws DOMException when it stays in use, or cannot be opened.
 */
export async function syncHandle(folder: FileSystemDirectoryHandle, name: string): Promise<FileSystemSyncAccessHandle> {
  const file = await folder.getFileHandle(name, { create: true });
  for (let left = TRIES; ; left -= 1) {
    try {
      return await file.createSyncAccessHandle();
    } catch (error) {
      const isInUse = error instanceof DOMException && error.name === "NoModificationAllowedError";
      if (!isInUse || left === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}
