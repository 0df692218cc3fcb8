/** A small value kept between visits. Never throws: without storage (private mode, full) it lives as long as the page. */
export interface KeptText {
  read(): string | null;
  write(value: string): void;
}

/** @param place `sessionStorage` for what lives as long as the tab, reloads included. */
export function keptText(key: string, place: () => Storage = () => localStorage): KeptText {
  let memory: string | null = null;
  return {
    read() {
      try {
        return place().getItem(key) ?? memory;
      } catch {
        return memory;
      }
    },
    write(value) {
      memory = value;
      try {
        place().setItem(key, value);
      } catch {
        // Kept in memory; nothing else depends on it.
      }
    },
  };
}
