import { derive, unitAt } from "../../random/mix32";
import { clampUnit } from "./geometry";

/** Octave j is drawn from `derive(key, j + 1)`; the weights fall as the cells shrink, like the spectrum of real scenes. */
const OCTAVES = [
  { cells: 3, weight: 4 },
  { cells: 6, weight: 2 },
  { cells: 12, weight: 1 },
] as const;
const TOTAL_WEIGHT = 7;
const CONTRAST = 2.2;

/** Where the pixels of one axis lie among the cells of one octave. */
interface Axis {
  readonly cells: number;
  readonly weight: number;
  /** `[size]`, the cell of each pixel. */
  readonly cell: Int32Array;
  /** `[size]`, smoothed position within the cell, 0 to 1. */
  readonly along: Float64Array;
}

/** Fills an array with the mixing ratio (0 to 1) of the two background colours, `[size, size]`. */
export type NoisePainter = (key: number, field: Float64Array) => void;

/**
 * Smooth random clouds: value noise on three lattices. What depends on the size alone is worked out once, and each
 * lattice point once per picture: 234 draws instead of 12 per pixel.
 * @param centres `[size]`, pixel centres from -1 to 1; the same for rows from the top and columns from the left.
 */
export function createNoisePainter(centres: Float64Array): NoisePainter {
  const size = centres.length;
  const axes = OCTAVES.map(({ cells, weight }) => createAxis(centres, cells, weight));
  const lattice = new Float64Array(Math.max(...OCTAVES.map(({ cells }) => (cells + 1) ** 2)));

  return (key, field) => {
    field.fill(0);
    for (const [octave, axis] of axes.entries()) {
      const points = axis.cells + 1;
      drawLattice(derive(key, octave + 1), axis.cells, lattice);
      for (let row = 0; row < size; row++) {
        const v = axis.along[row] ?? 0;
        const top = (axis.cell[row] ?? 0) * points;
        for (let column = 0; column < size; column++) {
          const u = axis.along[column] ?? 0;
          const corner = top + (axis.cell[column] ?? 0);
          const upper = (lattice[corner] ?? 0) * (1 - u) + (lattice[corner + 1] ?? 0) * u;
          const lower = (lattice[corner + points] ?? 0) * (1 - u) + (lattice[corner + points + 1] ?? 0) * u;
          const pixel = row * size + column;
          field[pixel] = (field[pixel] ?? 0) + axis.weight * (upper * (1 - v) + lower * v);
        }
      }
    }
    for (let pixel = 0; pixel < field.length; pixel++) {
      field[pixel] = clampUnit(((field[pixel] ?? 0) / TOTAL_WEIGHT - 0.5) * CONTRAST + 0.5);
    }
  };
}

function createAxis(centres: Float64Array, cells: number, weight: number): Axis {
  const cell = new Int32Array(centres.length);
  const along = new Float64Array(centres.length);
  for (const [index, centre] of centres.entries()) {
    const position = (centre + 1) * 0.5 * cells;
    cell[index] = Math.floor(position);
    const fraction = position - Math.floor(position);
    along[index] = fraction * fraction * (3 - 2 * fraction);
  }
  return { cells, weight, cell, along };
}

/** Point (a, b) is draw b (cells + 2) + a + 1: the specification leaves one unused number per row. */
function drawLattice(key: number, cells: number, lattice: Float64Array): void {
  for (let b = 0; b <= cells; b++) {
    for (let a = 0; a <= cells; a++) lattice[b * (cells + 1) + a] = unitAt(key, b * (cells + 2) + a + 1);
  }
}
