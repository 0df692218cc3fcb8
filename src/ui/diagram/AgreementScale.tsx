import { agreementFill } from "../common/agreementColour";

const CELLS = 17;

interface AgreementScaleProps {
  readonly width: number;
  /** Marked by a triangle: the split-half reference. */
  readonly reference?: number | undefined;
}

/** The colours of agreement from −1 to 1, with a tick at 0. */
export function AgreementScale({ width, reference }: AgreementScaleProps) {
  const cell = width / CELLS;
  const x = (value: number): number => (width * (value + 1)) / 2;
  return (
    <svg
      className="agreeScale"
      width={width}
      height={18}
      viewBox={`0 0 ${width} 18`}
      aria-hidden="true"
      style={{ flex: "none" }}
    >
      {Array.from({ length: CELLS }, (_, index) => {
        const fill = agreementFill((2 * index) / (CELLS - 1) - 1);
        return <rect key={index} {...fill} x={index * cell} y={4} width={cell + 0.5} height={10} />;
      })}
      <line x1={x(0)} x2={x(0)} y1={1} y2={17} stroke="var(--ink)" />
      {reference !== undefined && <path d={`M${x(reference)} 5l4 -5h-8z`} fill="var(--ink)" />}
    </svg>
  );
}
