import type * as v from "valibot";

/** What a schema lets through, which whoever receives it only reads. */
export type Wire<Schema extends v.GenericSchema> = Read<v.InferOutput<Schema>>;

/** What another room declares stays as it is. */
type Declared = { readonly backbone: unknown };

type Read<T> = T extends Float32Array
  ? Float32Array
  : T extends Uint8Array
    ? Uint8Array
    : T extends Declared
      ? T
      : T extends ReadonlyMap<infer Key, infer Value>
        ? ReadonlyMap<Key, Read<Value>>
        : T extends object
          ? { readonly [Name in keyof T]: Read<T[Name]> }
          : T;
