import { goldenEngines } from "./engines";
import { describeNetworks } from "../testing/goldenNetworks";

describeNetworks(goldenEngines, console.log);
