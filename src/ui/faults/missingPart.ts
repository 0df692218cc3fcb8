/** A part of the page whose code did not arrive. */
export class MissingPart extends Error {
  readonly code = "missing-part";

  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
