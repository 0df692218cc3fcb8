import type { ArmPort, FromArms } from "./messages";
import { OwnWorker as Worker } from "../../../tasks/ownWorker";

/** Starts a worker of this browser. */
export function openBrowserPort(): ArmPort {
  return portOf(new Worker(new URL("./arm.worker.ts", import.meta.url), { type: "module" }));
}

export function portOf(worker: Worker): ArmPort {
  return {
    post: (message) => worker.postMessage(message),
    listen(onMessage, onEnd) {
      worker.onmessage = ({ data }: MessageEvent<FromArms>) => onMessage(data);
      // A script that does not load is told by an event without a message.
      worker.onerror = (event: Event & Partial<ErrorEvent>) => {
        // Else it would count as an error of this thread, too, and so on up to the page.
        event.preventDefault();
        onEnd(event.message ?? "");
      };
      worker.onmessageerror = ({ type }) => onEnd(type);
    },
    close: () => worker.terminate(),
  };
}
