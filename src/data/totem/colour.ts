/** Red, green and blue, 0 to 1. */
export interface Colour {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
}

/** Red, green and blue from hue (in turns, any real number), saturation and value (0 to 1). */
export function colourOfHsv(hue: number, saturation: number, value: number): Colour {
  const turn = hue - Math.floor(hue);
  const sector = Math.floor(turn * 6);
  const along = turn * 6 - sector;
  const low = value * (1 - saturation);
  const falling = value * (1 - saturation * along);
  const rising = value * (1 - saturation * (1 - along));
  // turn can round up to 1 for a tiny negative hue: sector 6 is sector 0.
  switch (sector % 6) {
    case 0:
      return { red: value, green: rising, blue: low };
    case 1:
      return { red: falling, green: value, blue: low };
    case 2:
      return { red: low, green: value, blue: rising };
    case 3:
      return { red: low, green: falling, blue: value };
    case 4:
      return { red: rising, green: low, blue: value };
    default:
      return { red: value, green: low, blue: falling };
  }
}

/** `from` at ratio 0, `to` at ratio 1. */
export function mixColours(from: Colour, to: Colour, ratio: number): Colour {
  return {
    red: from.red + (to.red - from.red) * ratio,
    green: from.green + (to.green - from.green) * ratio,
    blue: from.blue + (to.blue - from.blue) * ratio,
  };
}
