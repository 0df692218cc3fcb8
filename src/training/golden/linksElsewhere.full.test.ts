import { slowEngines } from "../../engine/golden/engines";
import { describeLinks } from "../testing/goldenLinks";

describeLinks(slowEngines, console.log);
