import { Suspense } from "react";
import { armTitle, backboneEntry } from "../../experiment/network";
import type { Experiment } from "../../experiment/experiment";
import { MAIN, type NetworkGraph } from "../../graph/networkGraph";
import { issuesOf, networksOf } from "../../experiment/networks";
import { armStyle } from "../common/armStyle";
import { useLab } from "../common/labContext";
import { useShownArms } from "../common/useShownArms";
import { whatText } from "../words/issueWords";
import { strings } from "../words/strings";
import { placeName } from "../words/wording";
import { AgreementTable } from "./AgreementTable";
import { HeadRows } from "./HeadRows";
import { InputPicture } from "./InputPicture";
import { Lanes } from "./Lanes";
import { OffList } from "./OffList";
import { SiteButtons } from "./SiteButtons";
import { StageBoxes } from "./StageBoxes";
import { useDiagram } from "./useDiagram";
import styles from "./Diagram.module.css";
import { faultWords } from "../words/faultWords";
import { late } from "../faults/late";

const MimicArcs = late(faultWords.names.mimicking, async () => (await import("./MimicArcs")).MimicArcs, "above");
const BranchEditors = late(
  faultWords.names.branchEditors,
  async () => (await import("./BranchEditors")).BranchEditors,
  "above",
);

/** The architecture drawn from its graph, with the live numbers on the parts that they belong to. */
export function Diagram({ room }: { readonly room: number }) {
  const experiment = useLab((state) => state.experiment);
  const shown = useShownArms();
  const layout = useDiagram(room);
  const { trunk } = networksOf(experiment);
  if (layout === undefined || trunk === undefined) {
    const [issue] = issuesOf(experiment);
    return (
      <p className={styles.broken}>
        {strings.diagram.broken} {issue && whatText(issue.what)}
      </p>
    );
  }
  const { width, height } = layout;
  return (
    <div className={styles.drawing} style={{ width, height }}>
      <svg
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={summary(experiment, shown)}
      >
        <TrunkLine layout={layout} />
        <Lanes layout={layout} />
        <StageBoxes layout={layout} />
        <Suspense>
          <MimicArcs layout={layout} />
        </Suspense>
        <HeadRows layout={layout} />
      </svg>
      <InputPicture y={layout.trunkY} />
      <SiteButtons layout={layout} />
      <Suspense>
        <BranchEditors layout={layout} />
      </Suspense>
      <AgreementTable />
      <OffList />
    </div>
  );
}

/** From the picture to the main head, and the skips beside it. */
function TrunkLine({ layout }: { readonly layout: NonNullable<ReturnType<typeof useDiagram>> }) {
  const { trunkY, mainHead, skips } = layout;
  return (
    <g stroke="var(--trunk)" fill="none">
      <line x1={48} x2={mainHead.x} y1={trunkY} y2={trunkY} strokeWidth={3} />
      {skips.map(({ into, fromX, toX, y }) => {
        const turn = y + (y < trunkY ? 3 : -3);
        const path = `M${fromX} ${trunkY}V${turn}Q${fromX} ${y} ${fromX + 3} ${y}H${toX - 3}Q${toX} ${y} ${toX} ${turn}V${trunkY}`;
        return <path key={into} d={path} strokeWidth={1.75} />;
      })}
    </g>
  );
}

/** The drawing in a few sentences. */
export function summary(experiment: Experiment, shown: readonly number[]): string {
  const { trunk, arms } = networksOf(experiment);
  const backbone = backboneEntry(experiment.backbone.kind).name(experiment.backbone);
  const sentences = shown.flatMap((index) => {
    const arm = experiment.arms[index];
    const graph = arms[index]?.graph;
    if (arm === undefined || graph === undefined) return [];
    return [strings.diagram.armSummary(armStyle(index).letter, armTitle(arm), branchList(graph, trunk))];
  });
  return strings.diagram.summary(backbone, sentences.join(" "));
}

function branchList(graph: NetworkGraph, trunk: NetworkGraph | undefined): string {
  const branches = graph.heads.filter(({ branch }) => branch !== MAIN);
  if (branches.length === 0) return strings.diagram.noBranches;
  return branches.map(({ design, site }) => `${design} ${placeName(trunk, site ?? "input")}`).join(", ");
}
