import type { ArmNetwork } from "../../experiment/network";
import { MAIN } from "../../graph/networkGraph";
import { mimicryOf } from "../../experiment/mimicry";
import { branchName, placeName } from "../words/wording";
import { layoutSchematic, type Schematic, type SchematicArc, type SchematicBox, type SchematicLane } from "./schematic";
import { methodsWords } from "../words/methodsWords";
import styles from "./Methods.module.css";

/** Narrower boxes, of trunks with many stages, have no room for the word. */
const STEM_TEXT = 31;

/** A network as the papers draw it: the trunk, what forks off it, and who imitates whom. */
export function SchematicDrawing({ network, title }: { readonly network: ArmNetwork; readonly title: string }) {
  const layout = layoutSchematic(network);
  const { width, height, trunkY, headX, labelX, trunk, lanes, arcs } = layout;
  return (
    <svg className={styles.drawing} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={inWords(network, title)}>
      <line className={styles.trunkLine} x1={8} x2={headX} y1={trunkY} y2={trunkY} />
      <circle className={styles.dot} cx={8} cy={trunkY} r={4} />
      {lanes.map((lane) => (
        <LaneDrawing key={lane.branch} lane={lane} layout={layout} />
      ))}
      {trunk.map((box) => (
        <StageBox key={box.stage} box={box} y={trunkY} own={false} />
      ))}
      {[{ branch: MAIN, y: trunkY }, ...lanes].map(({ branch, y }, index) => (
        <g key={branch}>
          <circle className={styles.dot} cx={headX} cy={y} r={5} />
          <text className={branch === MAIN ? "ink bold" : "ink"} x={labelX} y={y + 4.5}>
            {headName(network, branch, index)}
          </text>
        </g>
      ))}
      {arcs.map((arc) => (
        <ArcDrawing key={`${arc.from}/${arc.to}`} arc={arc} x={headX + 9} />
      ))}
    </svg>
  );
}

function LaneDrawing({ lane, layout }: { readonly lane: SchematicLane; readonly layout: Schematic }) {
  const { y, fromX, boxes, observer } = lane;
  const { trunkY, headX } = layout;
  const middle = (trunkY + y) / 2 + 3;
  return (
    <>
      <path
        className={styles.lane}
        strokeDasharray={observer ? "3 3" : undefined}
        d={`M${fromX} ${trunkY}V${y - 8}Q${fromX} ${y} ${fromX + 8} ${y}H${headX}`}
      />
      {observer &&
        [-2.5, 2.5].map((shift) => (
          <line
            key={shift}
            className={styles.stop}
            x1={fromX - 6}
            x2={fromX + 6}
            y1={middle + shift}
            y2={middle + shift}
          />
        ))}
      {boxes.map((box) => (
        <StageBox key={box.stage} box={box} y={y} own />
      ))}
    </>
  );
}

function StageBox({ box, y, own }: { readonly box: SchematicBox; readonly y: number; readonly own: boolean }) {
  const { x, width, stage } = box;
  return (
    <>
      <rect className={own ? styles.own : styles.shared} x={x} y={y - 11} width={width} height={22} rx={5} />
      <text className={own ? "ink" : styles.onTrunk} x={x + width / 2} y={y + 4.5} textAnchor="middle">
        {stage !== "stem" ? stage.replace(/^s/, "") : width >= STEM_TEXT ? methodsWords.stem : ""}
      </text>
    </>
  );
}

/** A bow beside the heads; an arrow at every head that imitates the other. */
function ArcDrawing({ arc: { from, to, reach, students }, x }: { readonly arc: SchematicArc; readonly x: number }) {
  const [top, bottom] = [from + 2, to - 2];
  return (
    <>
      <path className={styles.arc} d={`M${x} ${top}C${x + reach} ${top} ${x + reach} ${bottom} ${x} ${bottom}`} />
      {students.map((y) => (
        <path key={y} className={styles.dot} d={`M${x - 2} ${y === from ? top : bottom}l6 -4v8z`} />
      ))}
    </>
  );
}

/** Networks that fork at the input are peers of the trunk, and numbered with it. */
function headName({ graph }: ArmNetwork, branch: string, index: number): string {
  if (branch === MAIN) return methodsWords.main;
  const atInput = graph.heads.find((head) => head.branch === branch)?.site === "input";
  return atInput ? methodsWords.network(index + 1) : branchName(graph, branch);
}

function inWords(network: ArmNetwork, title: string): string {
  const { graph } = network;
  const sites = graph.heads.flatMap(({ site }) => site ?? []);
  const peers = sites.filter((site) => site === "input").length;
  const places = sites.filter((site) => site !== "input").map((site) => placeName(graph, site));
  const own = `${places.length === 0 ? "" : methodsWords.branches(places.join(", "))}${peers === 0 ? "" : methodsWords.peers(peers)}`;
  return methodsWords.picture(title, graph.heads.length, own, mimicryOf(network).length);
}
