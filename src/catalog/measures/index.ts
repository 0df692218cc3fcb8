import { registry } from "../registry";
import { cancellation } from "./cancellation";
import { conflict } from "./conflict";
import { cosine } from "./cosine";
import { descent } from "./descent";
import { directions } from "./directions";
import { diversity } from "./diversity";
import { dominance } from "./dominance";
import { layerCosine } from "./layerCosine";
import { magnitude } from "./magnitude";
import { projection } from "./projection";
import { ratio } from "./ratio";

/** Every reading of the gradients' inner products; a new one is one file and one line here, and brings its chart. */
export const measures = registry({
  cosine,
  layerCosine,
  conflict,
  magnitude,
  ratio,
  projection,
  cancellation,
  diversity,
  descent,
  dominance,
  directions,
});

export type MeasureKind = keyof typeof measures;
