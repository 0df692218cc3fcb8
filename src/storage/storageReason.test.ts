import { expect, it } from "vitest";
import { storageReason } from "./storageReason";

it("says what a browser's refusal means, and keeps its words, without their full stop", () => {
  const denied = new DOMException("The operation is insecure.", "SecurityError");
  expect(storageReason(denied)).toBe("this browser does not let the page store anything: The operation is insecure");
  expect(storageReason(new DOMException("", "QuotaExceededError"))).toBe("the storage is full");
  expect(storageReason(new DOMException("gone", "NotFoundError"))).toMatch(/^what was stored has been removed/);
  expect(storageReason(new Error("this run is being trained in another tab."))).toBe(
    "this run is being trained in another tab",
  );
  expect(storageReason("")).toBe("this browser gave no reason");
});
