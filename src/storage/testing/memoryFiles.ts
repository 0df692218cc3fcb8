/**
 * A browser's private files and locks in memory, for tests in Node: what this repository uses of the File System standard,
 * with its rules. A file has one synchronous handle at a time, and all files together take no more than the quota.
 */
export interface MemoryFiles {
  readonly root: FileSystemDirectoryHandle;
  /** Web Locks, for `navigator.locks`. */
  readonly locks: Pick<LockManager, "request">;
  /** Bytes of all files at most. */
  quota: number;
  /** A file's bytes, by its path from the root; undefined where there is none. */
  read(path: string): Uint8Array | undefined;
  /** Puts a file in place of what is there. */
  put(path: string, bytes: Uint8Array): void;
  /** From now on the file of this path has no synchronous handle to give; `undefined` takes that back. */
  refuse(path: string | undefined): void;
}

interface MemoryFile {
  bytes: Uint8Array;
  open: boolean;
}

export function createMemoryFiles(): MemoryFiles {
  const files = new Map<string, MemoryFile>();
  const folders = new Set([""]);
  let refused: string | undefined;
  const memory: MemoryFiles = {
    root: folder(""),
    locks: createLocks(),
    quota: Infinity,
    read: (path) => files.get(path)?.bytes,
    put: (path, bytes) => void files.set(path, { bytes: bytes.slice(), open: false }),
    refuse: (path) => void (refused = path),
  };

  const room = (): number => memory.quota - [...files.values()].reduce((sum, { bytes }) => sum + bytes.length, 0);

  function folder(path: string): FileSystemDirectoryHandle {
    const at = (name: string): string => (path === "" ? name : `${path}/${name}`);
    const handle = {
      getDirectoryHandle(name: string, { create = false } = {}) {
        if (create) folders.add(at(name));
        return folders.has(at(name)) ? Promise.resolve(folder(at(name))) : Promise.reject(missing(name));
      },
      getFileHandle(name: string, { create = false } = {}) {
        if (create && !files.has(at(name))) files.set(at(name), { bytes: new Uint8Array(), open: false });
        const file = files.get(at(name));
        return file === undefined ? Promise.reject(missing(name)) : Promise.resolve(fileHandle(at(name), file));
      },
    };
    return handle as unknown as FileSystemDirectoryHandle;
  }

  function fileHandle(path: string, file: MemoryFile): FileSystemFileHandle {
    const handle = {
      getFile: () => Promise.resolve(new File([file.bytes.slice()], path)),
      createSyncAccessHandle() {
        if (path === refused) return Promise.reject(new DOMException("access was denied", "NotAllowedError"));
        if (file.open) return Promise.reject(new DOMException("it is open", "NoModificationAllowedError"));
        file.open = true;
        return Promise.resolve(accessHandle(file));
      },
    };
    return handle as unknown as FileSystemFileHandle;
  }

  function accessHandle(file: MemoryFile): FileSystemSyncAccessHandle {
    const handle = {
      getSize: () => file.bytes.length,
      read(target: Uint8Array, { at = 0 } = {}) {
        const part = file.bytes.subarray(at, at + target.length);
        target.set(part);
        return part.length;
      },
      write(source: Uint8Array, { at = 0 } = {}) {
        if (!file.open) throw new DOMException("it is closed", "InvalidStateError");
        const grows = Math.max(0, at + source.length - file.bytes.length);
        // As browsers do: what fits is written, and the count says how much that was.
        const count = Math.max(0, source.length - Math.max(0, grows - room()));
        const bytes = new Uint8Array(Math.max(file.bytes.length, at + count));
        bytes.set(file.bytes);
        bytes.set(source.subarray(0, count), at);
        file.bytes = bytes;
        return count;
      },
      truncate(size: number) {
        const bytes = new Uint8Array(size);
        bytes.set(file.bytes.subarray(0, size));
        file.bytes = bytes;
      },
      flush: () => undefined,
      close: () => void (file.open = false),
    };
    return handle as unknown as FileSystemSyncAccessHandle;
  }

  return memory;
}

function missing(name: string): DOMException {
  return new DOMException(`${name} is not there`, "NotFoundError");
}

function createLocks(): Pick<LockManager, "request"> {
  const held = new Set<string>();
  const request = async (name: string, _options: unknown, use: (lock: object | null) => unknown): Promise<unknown> => {
    if (held.has(name)) return use(null);
    held.add(name);
    try {
      return await use({ name });
    } finally {
      held.delete(name);
    }
  };
  return { request } as unknown as Pick<LockManager, "request">;
}
