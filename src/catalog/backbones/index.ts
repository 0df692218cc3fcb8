import { registry, type ConfigOf } from "../registry";
import { resnet } from "./resnet";

/** Every trunk that one may choose; a new one is one file and one line here. */
export const backbones = registry({ resnet });

export type BackboneConfig = ConfigOf<typeof backbones>;
