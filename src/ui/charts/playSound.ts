import type { Voice } from "./soundOf";

/** Two tones at once are as loud as one alone. */
const LOUDNESS = 0.16;
/** Seconds that a tone takes to come and go: without, it clicks. */
const FADE = 0.02;

/**
 * Plays tones together, each in its ear.
 * @param seconds that the whole takes. @param onTime receives the share played, often; @param onEnd is called once.
 * @returns ends it at once.
 */
export function playSound(
  voices: readonly Voice[],
  seconds: number,
  onTime: (share: number) => void,
  onEnd: () => void,
): () => void {
  const context = new AudioContext();
  const start = context.currentTime + FADE;
  for (const { pan, pitch, loudness } of voices) {
    const tone = new OscillatorNode(context, { type: "triangle" });
    const gain = new GainNode(context, { gain: 0 });
    tone.connect(gain).connect(new StereoPannerNode(context, { pan })).connect(context.destination);
    tone.frequency.setValueCurveAtTime(pitch, start, seconds);
    const volume = LOUDNESS / Math.max(1, voices.length);
    gain.gain.setValueCurveAtTime(
      loudness.map((on) => on * volume),
      start,
      seconds,
    );
    gain.gain.linearRampToValueAtTime(0, start + seconds + FADE);
    tone.start(start);
    tone.stop(start + seconds + FADE);
  }
  let frame = 0;
  let over = false;
  const end = (): void => {
    if (over) return;
    over = true;
    cancelAnimationFrame(frame);
    void context.close();
    onEnd();
  };
  const follow = (): void => {
    const share = (context.currentTime - start) / seconds;
    if (share >= 1) {
      end();
      return;
    }
    onTime(Math.max(0, share));
    frame = requestAnimationFrame(follow);
  };
  frame = requestAnimationFrame(follow);
  return end;
}
