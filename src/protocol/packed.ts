/** Numbers as text: base64 of their little-endian bytes. Short in a saved run, and cheap to hand from thread to thread. */
export function packNumbers(values: Uint8Array | Uint16Array | Float32Array): string {
  const bytes = new Uint8Array(values.length * values.BYTES_PER_ELEMENT);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => {
    if (values instanceof Uint8Array) view.setUint8(index, value);
    else if (values instanceof Uint16Array) view.setUint16(2 * index, value, true);
    else view.setFloat32(4 * index, value, true);
  });
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/**
 * The numbers of a packed text; a part that is no whole number of them is left out.
 * @throws DOMException for text that is not base64.
 */
export function unpackNumbers(text: string, kind: "u8" | "u16" | "f32"): readonly number[] {
  const raw = atob(text);
  const bytes = Uint8Array.from(raw, (letter) => letter.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  const size = kind === "u8" ? 1 : kind === "u16" ? 2 : 4;
  return Array.from({ length: Math.floor(bytes.length / size) }, (_, index) => {
    if (kind === "u8") return view.getUint8(index);
    return kind === "u16" ? view.getUint16(2 * index, true) : view.getFloat32(4 * index, true);
  });
}
