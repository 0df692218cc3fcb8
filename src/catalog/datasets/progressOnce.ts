import type { OnProgress } from "../../data/imageRecipe";

/** Tells how many images there are so far: a stored set says so once, a drawn one as it grows; neither twice. */
export function progressOnce(total: number, onProgress: OnProgress | undefined): (done: number) => void {
  let reported = 0;
  return (done) => {
    if (done === reported) return;
    reported = done;
    onProgress?.(done, total);
  };
}
