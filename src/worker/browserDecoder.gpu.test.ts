import { expect, test } from "vitest";
import { DatasetError } from "../data/datasetError";
import { browserDecoder } from "./browserDecoder";

/** 16 × 8 px, red on the left and blue on the right, as the browser writes it. */
async function jpeg(): Promise<Uint8Array<ArrayBuffer>> {
  const canvas = new OffscreenCanvas(16, 8);
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("no canvas");
  context.fillStyle = "#f00";
  context.fillRect(0, 0, 8, 8);
  context.fillStyle = "#00f";
  context.fillRect(8, 0, 8, 8);
  const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 1 });
  return new Uint8Array(await blob.arrayBuffer());
}

/** The same with what a camera says of how it was held: a table of one entry, tag 0x0112. */
function held(bytes: Uint8Array, orientation: number): Uint8Array<ArrayBuffer> {
  const tiff = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
  const body = [..."Exif\0\0"].map((character) => character.charCodeAt(0)).concat(tiff);
  const length = body.length + 2;
  return Uint8Array.from([
    ...bytes.subarray(0, 2),
    0xff,
    0xe1,
    length >> 8,
    length & 255,
    ...body,
    ...bytes.subarray(2),
  ]);
}

type Colour = "red" | "blue" | "other";

function colourAt(pixels: Uint8Array, width: number, x: number, y: number): Colour {
  const [red = 0, green = 0, blue = 0] = pixels.subarray(3 * (y * width + x));
  if (green > 60) return "other";
  return red > 200 && blue < 60 ? "red" : blue > 200 && red < 60 ? "blue" : "other";
}

test.each([
  [1, 16, 8, "red", "blue"],
  [3, 16, 8, "blue", "red"],
  // Held upright: what was left is above, or below.
  [6, 8, 16, "red", "blue"],
  [8, 8, 16, "blue", "red"],
] as const)("a JPEG of orientation %i is upright", async (orientation, width, height, first, last) => {
  const image = await browserDecoder(held(await jpeg(), orientation), "a.jpg");
  expect([image.width, image.height, image.channels]).toEqual([width, height, 3]);
  expect(colourAt(image.pixels, width, 1, 1)).toBe(first);
  expect(colourAt(image.pixels, width, width - 2, height - 2)).toBe(last);
});

test("a JPEG without an orientation is as it lies there", async () => {
  const image = await browserDecoder(await jpeg(), "a.jpg");
  expect([image.width, image.height, colourAt(image.pixels, 16, 1, 1)]).toEqual([16, 8, "red"]);
});

/** 8 × 8 px of magenta and yellow ink without cyan and black, in CMYK, as Pillow writes it. */
const INK =
  "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwACAQEBAQECAQEBAgICAgIEAwICAgIFBAQDBAYFBgYGBQYGBgcJCAYHCQcGBggLCAkKCgoKCgYICwwLCgwJCgoK/8AAFAgACAAIBEMRAE0RAFkRAEsRAP/EAB8AAAEFAQEBAQEBAAAAAAAAAAABAgMEBQYHCAkKC//EALUQAAIBAwMCBAMFBQQEAAABfQECAwAEEQUSITFBBhNRYQcicRQygZGhCCNCscEVUtHwJDNicoIJChYXGBkaJSYnKCkqNDU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2drh4uPk5ebn6Onq8fLz9PX29/j5+v/aAA4EQwBNAFkASwAAPwD9/K/n/r+f+v38r//Z";

test("a JPEG in printers' inks is red where magenta and yellow are", async () => {
  const bytes = Uint8Array.from(atob(INK), (character) => character.charCodeAt(0));
  const image = await browserDecoder(bytes, "ink.jpg");
  expect([image.width, image.height, image.channels]).toEqual([8, 8, 3]);
  expect(colourAt(image.pixels, 8, 4, 4)).toBe("red");
});

test("a JPEG that was cut off within its header, or is none, is refused by its name", async () => {
  for (const bytes of [(await jpeg()).slice(0, 40), Uint8Array.of(0xff, 0xd8, 1, 2, 3)]) {
    await expect(browserDecoder(bytes, "a.jpg")).rejects.toThrow(DatasetError);
    await expect(browserDecoder(bytes, "a.jpg")).rejects.toMatchObject({
      fault: { code: "notAnImage", file: "a.jpg" },
    });
  }
});
