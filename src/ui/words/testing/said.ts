import { textOf } from "../errorWords";

/** What is said of whatever a call throws; nothing where it throws nothing. */
export function said(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return textOf(error);
  }
  return "";
}
