import { armStyle } from "./armStyle";
import styles from "./ArmMark.module.css";

interface MarkerProps {
  readonly arm: number;
  readonly x: number;
  readonly y: number;
  readonly size?: number;
}

/** The marker of an arm as a part of a drawing: square, circle, triangle, diamond. */
export function ArmMarker({ arm, x, y, size = 4 }: MarkerProps) {
  switch (armStyle(arm).marker) {
    case "square":
      return <rect className="armFill" x={x - size} y={y - size} width={2 * size} height={2 * size} rx={1} />;
    case "circle":
      return <circle className="armFill" cx={x} cy={y} r={size} />;
    case "triangle":
      return <path className="armFill" d={`M${x} ${y - size}l${size} ${2 * size}h${-2 * size}z`} />;
    case "diamond":
      return <path className="armFill" d={`M${x} ${y - size}l${size} ${size}l${-size} ${size}l${-size} ${-size}z`} />;
    default:
      return null;
  }
}

/** Letter, line sample and name: how an arm is written everywhere. */
export function ArmLabel({ arm, name }: { readonly arm: number; readonly name: string }) {
  const { letter, className, dash } = armStyle(arm);
  return (
    <span className={`${styles.label} ${className}`}>
      <span className="armText">{letter}</span>
      <svg width={26} height={12} viewBox="0 0 26 12" aria-hidden="true">
        <line className="armLine" x1={0} x2={26} y1={6} y2={6} strokeDasharray={dash} />
        <ArmMarker arm={arm} x={13} y={6} />
      </svg>
      <span className={styles.name}>{name}</span>
    </span>
  );
}
