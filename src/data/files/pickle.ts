/**
 * Reads what Python's `pickle` wrote, as far as plain data goes: dictionaries, lists, tuples, numbers, text, bytes, and arrays of
 * bytes as numpy reduces them.
 *
 * A pickle is a program for a small machine with a stack, and one of its instructions calls whatever function the file names: whoever
 * unpickles a file runs it. This reader runs nothing. The few names that numpy's arrays need are recognised and become data;
 * every other name and every instruction beyond those below is refused and told.
 *
 * Source: CPython, Lib/pickletools.py, protocols 0 to 4; numpy, `ndarray.__reduce__`.
 */
import { DatasetError } from "../datasetError";

/** What a pickle of plain data holds; lists may hold themselves. Text of Python 2 comes as bytes, since it may be either. */
export type Pickled =
  null | boolean | number | string | Uint8Array<ArrayBuffer> | Pickled[] | Map<string, Pickled> | Made;

/** What names of numpy's stand for, and what calling them would make. */
type Made =
  | { readonly kind: "mark" }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "type"; readonly type: string }
  | PickledArray;

/** An array of bytes, row by row; without any where its file did not go on to say which. */
interface PickledArray {
  readonly kind: "array";
  shape: readonly number[];
  data: Uint8Array<ArrayBuffer> | undefined;
}

/** Names that are understood, none of which is called: numpy's arrays, and how Python 3 writes bytes for Python 2. */
const NAMES: { readonly [name: string]: "reconstruct" | "ndarray" | "dtype" | "encode" } = {
  "numpy.core.multiarray _reconstruct": "reconstruct",
  "numpy._core.multiarray _reconstruct": "reconstruct",
  "numpy ndarray": "ndarray",
  "numpy dtype": "dtype",
  "_codecs encode": "encode",
};

const MARK = { kind: "mark" } as const;
const FORM = "cifarPython";

/** @throws DatasetError for anything but plain data, or a file that ends early. */
export function readPickle(bytes: Uint8Array<ArrayBuffer>, file: string): Pickled {
  return new Machine(bytes, file).run();
}

/** Text that may have come as bytes; undefined for anything else. */
export function textOfPickled(value: Pickled | undefined): string | undefined {
  if (typeof value === "string") return value;
  return value instanceof Uint8Array ? new TextDecoder().decode(value) : undefined;
}

/** An array's bytes, `[rows, columns]`; undefined for anything else. */
export function arrayOfPickled(
  value: Pickled | undefined,
): { rows: number; columns: number; data: Uint8Array } | undefined {
  if (!(value instanceof Object && "kind" in value) || value.kind !== "array" || value.data === undefined)
    return undefined;
  const { shape, data } = value;
  const [rows = 0, columns = 0] = shape;
  return shape.length === 2 ? { rows, columns, data } : undefined;
}

class Machine {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #file: string;
  readonly #view: DataView;
  readonly #stack: Pickled[] = [];
  readonly #memo = new Map<number, Pickled>();
  #at = 0;
  /** Bytes that may be made from text: what stands in the file once may be asked for often. */
  #encodable: number;

  constructor(bytes: Uint8Array<ArrayBuffer>, file: string) {
    this.#bytes = bytes;
    this.#file = file;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#encodable = 2 * bytes.length;
  }

  run(): Pickled {
    for (;;) {
      const code = String.fromCharCode(this.#byte());
      if (code === ".") return this.#pop();
      this.#step(code);
    }
  }

  #step(code: string): void {
    const push = (value: Pickled): void => void this.#stack.push(value);
    switch (code) {
      case "\x80": // PROTO
        this.#byte();
        return;
      case "\x95": // FRAME
        this.#take(8);
        return;
      case "(":
        return push(MARK);
      case "N":
        return push(null);
      case "\x88":
        return push(true);
      case "\x89":
        return push(false);
      case "K":
        return push(this.#byte());
      case "M":
        return push(this.#view.getUint16(this.#skip(2), true));
      case "J":
        return push(this.#view.getInt32(this.#skip(4), true));
      case "U": // SHORT_BINSTRING
      case "C": // SHORT_BINBYTES
        return push(this.#take(this.#byte()));
      case "T": // BINSTRING
      case "B": // BINBYTES
        return push(this.#take(this.#length()));
      case "X":
        return push(this.#text(this.#length()));
      case "\x8c": // SHORT_BINUNICODE
        return push(this.#text(this.#byte()));
      case "}":
        return push(new Map());
      case "]":
      case ")":
        return push([]);
      case "t":
      case "l":
        return push(this.#sinceMark());
      case "\x85":
      case "\x86":
      case "\x87":
        return push(this.#last(code.charCodeAt(0) - 0x84));
      case "q":
        return void this.#memo.set(this.#byte(), this.#top());
      case "r":
        return void this.#memo.set(this.#length(), this.#top());
      case "\x94": // MEMOIZE
        return void this.#memo.set(this.#memo.size, this.#top());
      case "h":
        return push(this.#recalled(this.#byte()));
      case "j":
        return push(this.#recalled(this.#length()));
      case "a":
        return this.#append([this.#pop()]);
      case "e":
        return this.#append(this.#sinceMark());
      case "s":
        return this.#setItems(this.#last(2));
      case "u":
        return this.#setItems(this.#sinceMark());
      case "c":
        return push(this.#name(this.#line(), this.#line()));
      case "\x93": {
        // STACK_GLOBAL
        const [module, name] = this.#last(2);
        return push(this.#name(String(module), String(name)));
      }
      case "R":
        return this.#reduce();
      case "b":
        return this.#build();
      default:
        return this.#refuse(`opcode 0x${code.charCodeAt(0).toString(16).padStart(2, "0")}`);
    }
  }

  #append(values: readonly Pickled[]): void {
    const list = this.#top();
    if (!Array.isArray(list)) this.#refuse("APPEND");
    else for (const value of values) list.push(value);
  }

  #setItems(items: readonly Pickled[]): void {
    const dictionary = this.#top();
    if (!(dictionary instanceof Map) || items.length % 2 !== 0) return this.#refuse("SETITEM");
    for (let at = 0; at < items.length; at += 2) {
      const key = items[at];
      const text = key instanceof Uint8Array ? new TextDecoder().decode(key) : key;
      if (typeof text !== "string") return this.#refuse("key");
      dictionary.set(text, items[at + 1] ?? null);
    }
  }

  #name(module: string, name: string): Pickled {
    const whole = `${module} ${name}`;
    const known = Object.hasOwn(NAMES, whole) ? NAMES[whole] : undefined;
    return known === undefined ? this.#refuse(`${module}.${name}`.slice(0, 80)) : { kind: "name", name: known };
  }

  /** What stands for a call: a name, and the tuple of what it would be given. */
  #reduce(): void {
    const [callee, given] = this.#last(2);
    const args = Array.isArray(given) ? given : [];
    if (callee instanceof Object && "kind" in callee && callee.kind === "name") {
      if (callee.name === "reconstruct") {
        this.#stack.push({ kind: "array", shape: [], data: undefined });
        return;
      }
      if (callee.name === "dtype") {
        this.#stack.push({ kind: "type", type: this.#asText(args[0]) });
        return;
      }
      if (callee.name === "encode" && typeof args[0] === "string" && /^latin-?1$/.test(this.#asText(args[1]))) {
        this.#stack.push(this.#latin(args[0]));
        return;
      }
    }
    this.#refuse("REDUCE");
  }

  #latin(text: string): Uint8Array<ArrayBuffer> {
    this.#encodable -= text.length;
    if (this.#encodable < 0) this.#refuse("_codecs.encode");
    return Uint8Array.from(text, (character) => character.charCodeAt(0));
  }

  #build(): void {
    const state = this.#pop();
    const value = this.#top();
    if (!(value instanceof Object && "kind" in value && Array.isArray(state))) return this.#refuse("BUILD");
    // Of a type: its byte order and parts, none of which a single byte has.
    if (value.kind === "type") return;
    const [, shape, type, fortran, data] = state;
    if (value.kind !== "array" || !Array.isArray(shape)) return this.#refuse("BUILD");
    if (!(type instanceof Object && "kind" in type && type.kind === "type" && type.type === "u1")) {
      return this.#refuse(type instanceof Object && "kind" in type && type.kind === "type" ? type.type : "dtype");
    }
    const lengths = shape.map((length) => (typeof length === "number" && length >= 0 ? length : Number.NaN));
    const needs = lengths.reduce((product, length) => product * length, 1);
    if ((fortran !== false && fortran !== 0) || !Number.isSafeInteger(needs)) return this.#refuse("fortran_order");
    if (!(data instanceof Uint8Array)) return this.#refuse("ndarray");
    if (data.length !== needs) {
      const code = data.length < needs ? "cutOff" : "tooLong";
      throw new DatasetError({ code, file: this.#file, bytes: data.length, needs });
    }
    value.shape = lengths;
    value.data = data;
  }

  #asText(value: Pickled | undefined): string {
    const text = value instanceof Uint8Array ? new TextDecoder().decode(value) : value;
    return typeof text === "string" ? text : "";
  }

  #recalled(index: number): Pickled {
    const value = this.#memo.get(index);
    return value === undefined ? this.#refuse(`memo ${index}`) : value;
  }

  #top(): Pickled {
    const value = this.#stack.at(-1);
    return value === undefined ? this.#refuse("stack") : value;
  }

  #pop(): Pickled {
    const value = this.#top();
    this.#stack.pop();
    return value;
  }

  #last(count: number): Pickled[] {
    if (this.#stack.length < count) this.#refuse("stack");
    return this.#stack.splice(this.#stack.length - count);
  }

  #sinceMark(): Pickled[] {
    const at = this.#stack.lastIndexOf(MARK);
    if (at < 0) this.#refuse("MARK");
    const values = this.#stack.splice(at);
    return values.slice(1);
  }

  /** @returns where it stood. */
  #skip(count: number): number {
    const at = this.#at;
    if (at + count > this.#bytes.length) {
      throw new DatasetError({ code: "cutOff", file: this.#file, bytes: this.#bytes.length, needs: at + count });
    }
    this.#at += count;
    return at;
  }

  #byte(): number {
    return this.#view.getUint8(this.#skip(1));
  }

  #length(): number {
    return this.#view.getUint32(this.#skip(4), true);
  }

  #take(count: number): Uint8Array<ArrayBuffer> {
    const at = this.#skip(count);
    return this.#bytes.subarray(at, at + count);
  }

  #text(count: number): string {
    return new TextDecoder().decode(this.#take(count));
  }

  #line(): string {
    const end = this.#bytes.indexOf(10, this.#at);
    const text = this.#text((end < 0 ? this.#bytes.length : end) - this.#at);
    this.#skip(1);
    return text;
  }

  #refuse(what: string): never {
    throw new DatasetError({ code: "unsupported", file: this.#file, form: FORM, what });
  }
}
