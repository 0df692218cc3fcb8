/**
 * The version of the arithmetic that makes results: raised when the same experiment, on the same device, gives other
 * numbers than before. Links carry it beside results; it never selects behaviour.
 */
export const ENGINE_VERSION = "1";
