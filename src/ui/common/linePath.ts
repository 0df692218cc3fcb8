/** Path data of a line through points on the screen; where one is not a number, the line breaks off and starts anew. */
export function linePath(points: readonly (readonly [x: number, y: number])[]): string {
  let path = "";
  let isOpen = false;
  for (const [x, y] of points) {
    const isPoint = Number.isFinite(x) && Number.isFinite(y);
    if (isPoint) path += `${isOpen ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
    isOpen = isPoint;
  }
  return path;
}
