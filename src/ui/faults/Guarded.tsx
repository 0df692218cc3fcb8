import type { ReactNode } from "react";
import { ErrorBoundary } from "react-error-boundary";
import { noteFault } from "./pageFaults";
import { PartFault } from "./PartFault";
import { useTries } from "./tries";

interface GuardedProps {
  /** What stands here, as a sentence begins with it: "The diagram". */
  readonly part: string;
  readonly children: ReactNode;
  /** Puts what is said of a failure into a frame of its own. */
  readonly frame?: (fault: ReactNode) => ReactNode;
  /** Shows nothing in its place: it has no room for words, and the notice above the page says it. */
  readonly quiet?: boolean;
  /** When this changes, another thing stands here, which may well work. */
  readonly of?: unknown;
}

/** Keeps a failure of what is inside to itself: the rest of the page and the run go on. */
export function Guarded({ part, children, frame = (fault) => fault, quiet = false, of }: GuardedProps) {
  const tries = useTries();
  return (
    <ErrorBoundary
      resetKeys={[tries, of]}
      onError={(error) => {
        if (quiet) noteFault(error, part);
      }}
      fallbackRender={({ error }) => (quiet ? null : frame(<PartFault part={part} error={error} />))}
    >
      {children}
    </ErrorBoundary>
  );
}
