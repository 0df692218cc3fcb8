import type { Reader } from "./reader";
import { cifarBinary } from "./readers/cifarBinary";
import { cifarPython } from "./readers/cifarPython";
import { csv } from "./readers/csv";
import { folders } from "./readers/folders";
import { idx } from "./readers/idx";
import { market } from "./readers/market";
import { numpy } from "./readers/numpy";
import { parquet } from "./readers/parquet";
import { tinyImagenet } from "./readers/tinyImagenet";

/** Every layout of files, the more particular ones first: the first that recognises the files reads them. To add one: a line here. */
export const readers: readonly Reader[] = [
  idx,
  cifarBinary,
  cifarPython,
  numpy,
  parquet,
  csv,
  tinyImagenet,
  market,
  folders,
];
