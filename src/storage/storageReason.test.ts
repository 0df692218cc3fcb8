import { expect, it } from "vitest";
import { FaultError } from "../protocol/faultError";
import { storageReason } from "./storageReason";

it("says what a browser's refusal means, and keeps its words, without their full stop", () => {
  const denied = new DOMException("The operation is insecure.", "SecurityError");
  const storage = { code: "storage" };
  expect(storageReason(denied)).toEqual({ ...storage, trouble: "blocked", told: "The operation is insecure" });
  expect(storageReason(new DOMException("", "QuotaExceededError"))).toEqual({ ...storage, trouble: "full", told: "" });
  expect(storageReason(new DOMException("gone", "NotFoundError"))).toMatchObject({ trouble: "removed", told: "gone" });
  expect(storageReason(new Error("no reason."))).toEqual({ ...storage, trouble: "other", told: "no reason" });
  expect(storageReason("")).toEqual({ ...storage, trouble: "other", told: "" });
  expect(storageReason(new FaultError({ code: "runInUse" }))).toEqual({ code: "runInUse" });
});
