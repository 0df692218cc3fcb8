import { drawAt } from "../../../random/mix32";
import type { DatasetInfo } from "../../datasetInfo";
import type { HeldSet } from "../../imageSet";

/** Images of any bytes, higher than wide, so that rows and columns cannot be mistaken for each other. */
export function randomSet(channels: 1 | 3, count = 23): { readonly set: HeldSet; readonly info: DatasetInfo } {
  const [height, width] = [13, 10];
  const images = Uint8Array.from({ length: count * height * width * channels }, (_, at) => drawAt(3, at + 1) & 255);
  const labels = Uint16Array.from({ length: count }, (_, at) => at % 5);
  // Each channel has a table of its own.
  const normalise = [0.2, 0.5, 0.7].slice(0, channels).map((mean) => ({ mean, deviation: mean / 2 }));
  const info = { height, width, channels, classes: 5, trainCount: count, testCount: 0, classNames: [], normalise };
  return { set: { count, height, width, channels, images, labels }, info: { ...info, hierarchies: [] } };
}
