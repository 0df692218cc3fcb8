/**
 * What the worker tells of a run. The types are what the schemas let through, so that a field cannot be declared and then
 * be dropped at a door; what each field means stands in `eventSchema.ts`.
 */
import type * as schemas from "./eventSchema";
import type { faultSchema, reasonSchema } from "./faultSchema";
import type { Wire } from "./wire";

export type TrainEvent = Wire<typeof schemas.eventSchema>;
export type Fault = Wire<typeof faultSchema>;
export type Reason = Wire<typeof reasonSchema>;
export type WireError = Wire<typeof schemas.wireError>;
export type EngineRecord = Wire<typeof schemas.engineRecord>;
export type ByBranch = Wire<typeof schemas.byBranch>;
export type StepRecord = Wire<typeof schemas.stepRecord>;
export type StepGain = Wire<typeof schemas.stepGain>;
export type Calibrated = Wire<typeof schemas.calibrated>;
export type HeadSamples = Wire<typeof schemas.headSamples>;
export type RankedQuery = Wire<typeof schemas.rankedQuery>;
export type FeatureRecord = Wire<typeof schemas.featureRecord>;
export type FeatureAgreement = Wire<typeof schemas.featureAgreement>;
export type ClassProducts = Wire<typeof schemas.classProducts>;
export type ClassProbe = Wire<typeof schemas.classProbe>;
export type ConflictImage = Wire<typeof schemas.conflictImage>;
export type ProbeRecord = Wire<typeof schemas.probeRecord>;
export type Divergence = Wire<typeof schemas.divergence>;
export type EarlyStop = Wire<typeof schemas.earlyStop>;
