// What the page listens to once its first screen stands.
export { askForImages } from "./askForImages";
export { listenToDrops } from "./droppedEntries";
export { listenToKeys } from "./keyboard";
