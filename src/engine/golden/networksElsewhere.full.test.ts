import { tfjsOnWebgpu } from "./engines";
import { describeNetworks } from "../testing/goldenNetworks";

describeNetworks([tfjsOnWebgpu], console.log);
