// What the page listens to once its first screen stands.
export { askForImages } from "./askForImages";
export { askForWeights } from "./askForWeights";
export { fetchMeanings } from "./common/meanings";
export { listenToDrops } from "./droppedEntries";
export { listenToKeys } from "./keyboard";
export { keepPage } from "../client/offline";
export { noteSweepLeft } from "./noteSweepLeft";
