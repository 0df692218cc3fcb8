import { quickEngines } from "../../engine/golden/engines";
import { describeLinks } from "../testing/goldenLinks";

// On tfjs and in WebAssembly in Node; on WebGPU: linksElsewhere.full.test.ts.
describeLinks(quickEngines, console.log);
