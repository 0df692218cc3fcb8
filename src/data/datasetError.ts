/**
 * Pictures that cannot be had: a file in a wrong format, a shape that does not fit.
 *
 * The message says what, where, and what would be right.
 */
export class DatasetError extends Error {
  readonly code = "dataset";
  /** Which file or setting: `images-idx3-ubyte.gz`. */
  readonly subject: string;

  constructor(subject: string, problem: string) {
    super(`${subject}: ${problem}`);
    this.name = "DatasetError";
    this.subject = subject;
  }
}
