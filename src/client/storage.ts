/** A small value kept between visits. Never throws: without storage (private mode, full) it lives as long as the page. */
export interface KeptText {
  read(): string | null;
  write(value: string): void;
}

export function keptText(key: string): KeptText {
  let memory: string | null = null;
  return {
    read() {
      try {
        return localStorage.getItem(key) ?? memory;
      } catch {
        return memory;
      }
    },
    write(value) {
      memory = value;
      try {
        localStorage.setItem(key, value);
      } catch {
        // Kept in memory; nothing else depends on it.
      }
    },
  };
}
