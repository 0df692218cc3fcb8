import { encode } from "fast-png";
import { expect, test } from "vitest";
import { decodePng } from "./decodePng";
import { asDecoded } from "./opaque";

const decoded = (image: Parameters<typeof encode>[0]) => decodePng(Uint8Array.from(encode(image)), "a.png");

test("colour, grey, alpha and 16 bits become bytes of one or three channels", () => {
  const size = { width: 2, height: 1 };
  const colour = Uint8Array.of(1, 2, 3, 4, 5, 6);
  expect(decoded({ ...size, channels: 3, data: colour })).toEqual({ ...size, channels: 3, pixels: colour });
  expect(decoded({ ...size, channels: 1, data: Uint8Array.of(7, 8) }).pixels).toEqual(Uint8Array.of(7, 8));
  expect(decoded({ ...size, channels: 1, depth: 16, data: Uint16Array.of(0x12ff, 0xfe00) }).pixels).toEqual(
    Uint8Array.of(0x12, 0xfe),
  );
  // Half transparent black on white is grey; what is not there is white.
  expect(decoded({ ...size, channels: 2, data: Uint8Array.of(0, 127, 50, 0) }).pixels).toEqual(Uint8Array.of(128, 255));
  expect(decoded({ ...size, channels: 4, data: Uint8Array.of(9, 8, 7, 255, 0, 0, 0, 0) }).pixels).toEqual(
    Uint8Array.of(9, 8, 7, 255, 255, 255),
  );
});

test("a picture whose pixels are all grey has one channel, however it is written", () => {
  expect(asDecoded([5, 5, 5, 9, 9, 9], 2, 1, 3)).toEqual({
    width: 2,
    height: 1,
    channels: 1,
    pixels: Uint8Array.of(5, 9),
  });
});
