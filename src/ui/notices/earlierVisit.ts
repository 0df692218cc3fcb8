// What an earlier visit left behind: a sweep that broke off, a version of the page that is no longer the newest.
export { NewVersion } from "./NewVersion";
export { SweepLeft } from "./SweepLeft";
