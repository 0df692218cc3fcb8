/** A run of 4-byte words that dispatches read and write; where it lies is decided after lowering. */
export interface Region {
  readonly name: string;
  readonly words: number;
  /** Absent for a transient, which lives from its first to its last dispatch and then gives its memory back. */
  readonly home?: { readonly arena: Arena; readonly offset: number };
}

/** Alignment of a binding's start, in words: 256 bytes, the largest that any adapter asks for. */
export const SLOT_WORDS = 64;

/** A flat buffer of named slots that lives as long as the executor: parameters, gradients, momenta, results. */
export class Arena {
  readonly name: string;
  readonly #slots = new Map<string, Region>();
  #words = 0;

  constructor(name: string) {
    this.name = name;
  }

  /** Words of all slots, padding included. */
  get words(): number {
    return this.#words;
  }

  get slots(): ReadonlyMap<string, Region> {
    return this.#slots;
  }

  /** The slot of that name; made on first use. Order of first use is the order in memory. */
  slot(name: string, words: number): Region {
    const known = this.#slots.get(name);
    if (known !== undefined) return known;
    const region: Region = { name: `${this.name}/${name}`, words, home: { arena: this, offset: this.#words } };
    this.#slots.set(name, region);
    this.#words += Math.ceil(words / SLOT_WORDS) * SLOT_WORDS;
    return region;
  }

  /** A part of the arena as one region, padding included. */
  span(from: number, to: number): Region {
    return { name: `${this.name}[${from}..${to}]`, words: to - from, home: { arena: this, offset: from } };
  }
}

/** A transient of `words` words. */
export function transient(name: string, words: number): Region {
  return { name, words };
}

/** Some words of a region that has its place in an arena. @throws Error for a transient. */
export function part({ name, home }: Region, from: number, words: number): Region {
  if (home === undefined) throw new Error(`${name} has no place of its own to take a part of`);
  return { name: `${name}[${from}..${from + words}]`, words, home: { arena: home.arena, offset: home.offset + from } };
}
