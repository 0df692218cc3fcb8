import { quickEngines } from "../../engine/golden/engines";
import { describeLinks } from "../testing/goldenLinks";

// On tfjs in Node, on the compiled engine in Chromium; what takes longer there: linksElsewhere.full.test.ts.
describeLinks(quickEngines, console.log);
