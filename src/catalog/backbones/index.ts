import { registry, type ConfigOf } from "../registry";
import { densenet } from "./densenet";
import { mobilenetV1 } from "./mobilenetV1";
import { mobilenetV2 } from "./mobilenetV2";
import { nin } from "./nin";
import { plainNet } from "./plainNet";
import { resnet } from "./resnet";
import { resnetImagenet } from "./resnetImagenet";
import { skipnet } from "./skipnet";
import { vgg } from "./vgg";
import { wideResnet } from "./wideResnet";

/** Every trunk that one may choose; a new one is one file and one line here. */
export const backbones = registry({
  resnet,
  resnetImagenet,
  wideResnet,
  densenet,
  mobilenetV1,
  mobilenetV2,
  skipnet,
  nin,
  vgg,
  plainNet,
});

export type BackboneConfig = ConfigOf<typeof backbones>;
