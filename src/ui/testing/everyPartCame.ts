import { act } from "@testing-library/react";
import { vi } from "vitest";

/** Waits until no part of the page is on its way any more: a part that came may hold others that come later still. */
export async function everyPartCame(): Promise<void> {
  let before: string;
  do {
    before = document.body.innerHTML;
    await act(() => vi.dynamicImportSettled());
  } while (document.body.innerHTML !== before);
}
