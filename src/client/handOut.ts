const HELD_MS = 60_000;

/** Offers text as a file; nothing leaves the machine. */
export function downloadText(name: string, type: string, text: string): void {
  downloadBlob(name, new Blob([text], { type }));
}

export function downloadBlob(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  // Safari, and Firefox at times, fetch it a while later.
  setTimeout(() => URL.revokeObjectURL(url), HELD_MS);
}

/** The same, if there is anything to hand out. */
export function offer(name: string, blob: Blob | undefined): void {
  if (blob !== undefined) downloadBlob(name, blob);
}

/** @returns false where the browser refuses, so that the page can show the text to be copied by hand. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
