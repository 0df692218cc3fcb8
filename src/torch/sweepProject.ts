import { builtNetworks } from "../experiment/expansion";
import { totalCost } from "../graph/cost";
import { cellsOfPart, expandSweep } from "../sweep/expandSweep";
import type { Sweep } from "../sweep/sweep";
import { torchProject, type ProjectFile } from "./project";
import { templates } from "./templates";

/** More projects than anybody wants in a folder. */
export const MAX_PROJECTS = 500;

/**
 * A sweep in PyTorch: the project of every cell of its part, and what trains them under Ray Tune.
 * @throws ConfigError, SiteError or ShapeError where a cell cannot be built.
 */
export function torchSweep(sweep: Sweep): readonly ProjectFile[] {
  const cells = cellsOfPart(expandSweep(sweep), sweep.part);
  const facts = cells.map(({ id, link, placement, title, seed, experiment }) => {
    const [network] = builtNetworks(experiment);
    if (network === undefined) throw new Error(`cell ${id}: expected an experiment with one arm, got none`);
    const { parameters, multiplyAdds } = totalCost(network.graph);
    const { budget } = experiment.training;
    return { cell: id, placement: placement.join("+"), method: title, seed, parameters, multiplyAdds, budget, link };
  });
  return [
    { path: "README.md", content: templates["sweep/README.md"] ?? "" },
    { path: "requirements.txt", content: templates["sweep/requirements.txt"] ?? "" },
    { path: "tune.py", content: templates["sweep/tune"] ?? "" },
    { path: "cells.json", content: `[\n${facts.map((fact) => `  ${JSON.stringify(fact)}`).join(",\n")}\n]\n` },
    ...cells.flatMap(({ id, experiment, link }) =>
      torchProject(experiment, link).map(({ path, content }) => ({ path: `cells/${id}/${path}`, content })),
    ),
  ];
}
