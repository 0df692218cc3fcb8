/**
 * What page and worker say to each other. The types are what the schemas let through; what each message and field means
 * stands in `commandSchema.ts`.
 */
import type * as schemas from "./commandSchema";
import type { Wire } from "./wire";

export type Command = Wire<typeof schemas.commandSchema>;
export type WorkerMessage = Wire<typeof schemas.messageSchema>;
export type RunSnapshot = Wire<typeof schemas.runSnapshot>;
export type PatienceState = Wire<typeof schemas.patienceState>;
export type Replayed = Wire<typeof schemas.replayed>;
export type Teachers = Wire<typeof schemas.teachers>;
export type Capabilities = Wire<typeof schemas.capabilities>;
