import { expect, test } from "vitest";
import { derive } from "../../random/mix32";
import { createStream } from "../../random/stream";
import { drawExperiment } from "../drawExperiment";
import { smallData } from "../presets";
import { validate } from "../validate";
import { formatClaim } from "./claim";
import { decodeLink } from "./decode";
import { drawClaim } from "./drawClaim";
import { encodeLink } from "./encode";
import { mutated } from "./testing/mutated";

const SOURCES = 200;
const EACH = 250;

test("50,000 changed links: the same experiment or at least one issue, and never an exception", () => {
  let tried = 0;
  let noticed = 0;
  for (let source = 0; source < SOURCES; source += 1) {
    const stream = createStream(derive(2026, source));
    const drawn = source === 0 ? smallData : drawExperiment(stream);
    // Depth costs time in validation, which is not what is tested here.
    const experiment = { ...drawn, backbone: smallData.backbone };
    const broken = validate(experiment).some(({ blocking }) => blocking);
    const link = encodeLink(experiment, [], broken ? [] : formatClaim(drawClaim(experiment, stream)));
    const original = decodeLink(link);
    const expected = JSON.stringify(original.experiment);
    for (let round = 0; round < EACH; round += 1) {
      const text = mutated(link, stream);
      const decoded = decodeLink(text);
      tried += 1;
      noticed += decoded.issues.length > 0 || decoded.mended !== undefined ? 1 : 0;
      if (JSON.stringify(decoded.experiment) !== expected && decoded.issues.length === 0) {
        expect.fail(`not noticed: ${text}`);
      }
      if (!decoded.intact && decoded.claim !== undefined) expect.fail(`believed: ${text}`);
    }
  }
  console.log(`${tried} changed links, ${noticed} noticed`);
  expect(tried).toBe(50_000);
  expect(noticed).toBeGreaterThan(47_500);
});
