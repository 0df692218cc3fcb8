interface Shape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Shows one image on a canvas, pixel by pixel, grey ones too; nothing where there is none, whatever was there before. */
export function paintImage(canvas: HTMLCanvasElement, shape: Shape, image: Uint8Array | undefined): void {
  const { width, height, channels } = shape;
  const context = canvas.getContext("2d");
  if (context === null) return;
  canvas.width = width;
  canvas.height = height;
  if (image === undefined) return;
  const pixels = context.createImageData(width, height);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    for (let colour = 0; colour < 3; colour += 1) {
      pixels.data[pixel * 4 + colour] = image[pixel * channels + Math.min(colour, channels - 1)] ?? 0;
    }
    pixels.data[pixel * 4 + 3] = 255;
  }
  context.putImageData(pixels, 0, 0);
}
