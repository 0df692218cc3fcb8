import { cumulativeMatch } from "./cmc";

/** Share of queries whose identity is among the 5 most similar gallery pictures. */
export const cmc5 = cumulativeMatch("cmc5", 5);
