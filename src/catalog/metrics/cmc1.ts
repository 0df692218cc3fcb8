import { cumulativeMatch } from "./cmc";

/** Share of queries whose identity is shown by the most similar gallery picture. */
export const cmc1 = cumulativeMatch("cmc1", 1);
