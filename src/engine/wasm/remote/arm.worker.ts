import type { FromArms, ToArms } from "./messages";
import { serveExecutors } from "./serveExecutors";

/** The parts of a dedicated worker's global scope that are used here. */
interface Scope {
  postMessage(message: FromArms): void;
  onmessage: ((event: MessageEvent<ToArms>) => void) | null;
}

const scope = globalThis as unknown as Scope;
const take = serveExecutors((message) => scope.postMessage(message));

scope.onmessage = ({ data }) => take(data);
