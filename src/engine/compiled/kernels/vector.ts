import { f32, linearKernel, read, write, type Kernel } from "../kernel";

/** Below this length a vector is treated as if it had this length. */
const SHORTEST = 1e-12;

/** y = x / max(‖x‖, 1e-12) for each row. Bindings: x, y, norm `[rows]`. */
export function normaliseForward(rows: number, features: number): Kernel {
  return linearKernel({
    family: "normalise",
    bindings: [read("x", rows * features), write("y", rows * features), write("norm", rows)],
    count: rows,
    body: [
      "  var squares = 0.0;",
      `  for (var k = 0u; k < ${features}u; k++) { let v = x[i * ${features}u + k]; squares += v * v; }`,
      `  let length = max(sqrt(squares), ${f32(SHORTEST)});`,
      "  norm[i] = length;",
      `  for (var k = 0u; k < ${features}u; k++) { y[i * ${features}u + k] = x[i * ${features}u + k] / length; }`,
    ].join("\n"),
    work: 4 * rows * features,
  });
}

/** dx = (dy − y · ⟨y, dy⟩) / ‖x‖. Bindings: dy, y, norm, dx. */
export function normaliseGradient(rows: number, features: number, accumulate: boolean): Kernel {
  return linearKernel({
    family: "normaliseGradient",
    bindings: [
      read("dy", rows * features),
      read("y", rows * features),
      read("norm", rows),
      write("dx", rows * features),
    ],
    count: rows,
    body: [
      "  var dots = 0.0;",
      `  for (var k = 0u; k < ${features}u; k++) { dots += y[i * ${features}u + k] * dy[i * ${features}u + k]; }`,
      // At the floor the length is a constant: nothing flows through it.
      `  if (norm[i] <= ${f32(SHORTEST)}) { dots = 0.0; }`,
      `  for (var k = 0u; k < ${features}u; k++) {`,
      `    let at = i * ${features}u + k;`,
      `    dx[at] ${accumulate ? "+=" : "="} (dy[at] - y[at] * dots) / norm[i];`,
      "  }",
    ].join("\n"),
    work: 6 * rows * features,
  });
}

/** z[n, p, c] = x[n, p, c] · gate[n, c]. Bindings: x, gate, z. */
export function scaleGateForward(batch: number, pixels: number, channels: number): Kernel {
  return linearKernel({
    family: "scaleGate",
    bindings: [
      read("x", batch * pixels * channels),
      read("gate", batch * channels),
      write("z", batch * pixels * channels),
    ],
    count: batch * pixels * channels,
    body: `  z[i] = x[i] * gate[(i / ${pixels * channels}u) * ${channels}u + i % ${channels}u];`,
  });
}

/** dx = dz · gate. Bindings: dz, gate, dx. */
export function scaleGateMapGradient(batch: number, pixels: number, channels: number, accumulate: boolean): Kernel {
  return linearKernel({
    family: "scaleGateMapGradient",
    bindings: [
      read("dz", batch * pixels * channels),
      read("gate", batch * channels),
      write("dx", batch * pixels * channels),
    ],
    count: batch * pixels * channels,
    body:
      `  dx[i] ${accumulate ? "+=" : "="} ` +
      `dz[i] * gate[(i / ${pixels * channels}u) * ${channels}u + i % ${channels}u];`,
  });
}

/** dgate[n, c] = Σ over pixels of dz · x. Bindings: dz, x, dgate. */
export function scaleGateVectorGradient(batch: number, pixels: number, channels: number, accumulate: boolean): Kernel {
  return linearKernel({
    family: "scaleGateVectorGradient",
    bindings: [
      read("dz", batch * pixels * channels),
      read("x", batch * pixels * channels),
      write("dgate", batch * channels),
    ],
    count: batch * channels,
    body: [
      `  var at = (i / ${channels}u) * ${pixels * channels}u + i % ${channels}u;`,
      "  var total = 0.0;",
      `  for (var p = 0u; p < ${pixels}u; p++) { total += dz[at] * x[at]; at += ${channels}u; }`,
      `  dgate[i] ${accumulate ? "+=" : "="} total;`,
    ].join("\n"),
    work: 2 * batch * pixels * channels,
  });
}
