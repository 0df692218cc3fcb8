import { slowEngines } from "./engines";
import { describeNetworks } from "../testing/goldenNetworks";

describeNetworks(slowEngines, console.log);
