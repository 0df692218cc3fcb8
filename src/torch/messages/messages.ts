import protobuf, { type IField } from "protobufjs/light.js";

/** The fields of messages, by the messages' names: what a `.proto` file says of them. */
export type Messages = { readonly [message: string]: { readonly [field: string]: IField } };

export const one = (type: string, id: number): IField => ({ type, id });
export const many = (type: string, id: number): IField => ({ rule: "repeated", type, id });
/** Numbers in one piece. */
export const packed = (type: string, id: number): IField => ({ rule: "repeated", type, id, options: { packed: true } });

/** What encodes messages of a schema. @throws Error naming a field whose value is none of its type. */
export function encoderOf(messages: Messages): (message: string, value: object) => Uint8Array<ArrayBuffer> {
  // Of the second edition, in which every field that is given is written, a zero too.
  const type = (fields: Messages[string]) => ({ edition: "proto2", fields: { ...fields } });
  const nested = Object.fromEntries(Object.entries(messages).map(([name, fields]) => [name, type(fields)]));
  const root = protobuf.Root.fromJSON({ nested });
  return (message, value) => {
    const found = root.lookupType(message);
    const wrong = found.verify(value);
    if (wrong !== null) throw new TypeError(`${message}: ${wrong}`);
    return Uint8Array.from(found.encode(value).finish());
  };
}
