import { cumulativeMatch } from "./cmc";

/** Share of queries whose identity is among the 10 most similar gallery pictures. */
export const cmc10 = cumulativeMatch("cmc10", 10);
