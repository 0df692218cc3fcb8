import { linkEngines } from "../../engine/golden/engines";
import { describeLinks } from "../testing/goldenLinks";

describeLinks(linkEngines, console.log);
