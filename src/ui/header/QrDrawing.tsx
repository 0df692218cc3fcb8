import { useMemo } from "react";
import { strings } from "../words/strings";
import { qrCode } from "./qrCode";
import styles from "./ShareDialog.module.css";

/** Light modules around a code. */
const QUIET = 4;

/** A link as a QR code; dark on white in both themes, or a word when it is too long. */
export function QrDrawing({ link }: { readonly link: string }) {
  const code = useMemo(() => qrCode(link), [link]);
  if (code === undefined) return <p className="small">{strings.share.qrTooLong}</p>;
  const size = code.length + 2 * QUIET;
  const path = code.flatMap((row, y) => row.map((on, x) => (on ? `M${x + QUIET} ${y + QUIET}h1v1h-1z` : ""))).join("");
  return (
    <svg className={styles.qr} viewBox={`0 0 ${size} ${size}`} role="img" aria-label={strings.share.qrLabel}>
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" shapeRendering="crispEdges" />
    </svg>
  );
}
