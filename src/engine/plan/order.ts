/**
 * Does things in the order in which they were asked for. Only starting is serial: results arrive when they arrive.
 */
export class Order {
  #tail: Promise<void> | undefined;

  /** True when nothing waits for its turn. */
  get isIdle(): boolean {
    return this.#tail === undefined;
  }

  /**
   * @param start begins the work and returns a box with the promise of its result; its own promise is the turn.
   */
  then<T>(start: () => Promise<{ readonly result: Promise<T> }>): Promise<T> {
    const started = (this.#tail ?? Promise.resolve()).then(start);
    const tail: Promise<void> = started.then(
      ({ result }) => {
        // Whoever asked hears of a failure; the turn itself has passed.
        result.catch(() => undefined);
        this.#done(tail);
      },
      () => this.#done(tail),
    );
    this.#tail = tail;
    return started.then(({ result }) => result);
  }

  #done(tail: Promise<void>): void {
    if (this.#tail === tail) this.#tail = undefined;
  }
}
