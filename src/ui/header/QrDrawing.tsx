import { useMemo } from "react";
import { encode } from "uqr";
import { shareStrings } from "../words/shareStrings";
import styles from "./ShareDialog.module.css";

/** Light modules around a code, as ISO/IEC 18004 asks. */
const QUIET = 4;

/** A link as a QR code; dark on white in both themes, or a word when it is too long. */
export function QrDrawing({ link }: { readonly link: string }) {
  const rows = useMemo(() => modulesOf(link), [link]);
  if (rows === undefined) return <p className="small">{shareStrings.qrTooLong}</p>;
  const path = rows.flatMap((row, y) => row.map((on, x) => (on ? `M${x} ${y}h1v1h-1z` : ""))).join("");
  return (
    <svg
      className={styles.qr}
      viewBox={`0 0 ${rows.length} ${rows.length}`}
      role="img"
      aria-label={shareStrings.qrLabel}
    >
      <rect width={rows.length} height={rows.length} fill="#fff" />
      <path d={path} fill="#000" shapeRendering="crispEdges" />
    </svg>
  );
}

/** `[size][size]`, true is dark; undefined for a text longer than a code holds (2,953 bytes). */
export function modulesOf(text: string): readonly (readonly boolean[])[] | undefined {
  try {
    // As much correction as there is room for at the size that the length needs.
    return encode(text, { ecc: "L", boostEcc: true, border: QUIET }).data;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
