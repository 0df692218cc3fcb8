/** Calls back once after so many milliseconds. @returns takes the wish back. */
export function after(ms: number, callback: () => void): () => void {
  const timer = setTimeout(callback, ms);
  return () => clearTimeout(timer);
}
