// Blinking between what is shown and the reference: only when asked for, at one change of picture and back a second,
// a third of what is safe for everyone, and not at all where the system asks for less motion.

const HALF_PERIOD_MS = 500;

/** @param {import('./types.d.ts').Viewer} v */
export function createBlink(v) {
  let timer = 0;

  function stop() {
    if (!timer) return;
    clearInterval(timer);
    timer = 0;
    v.hold(false);
  }

  return {
    stop,
    on: () => timer !== 0,
    toggle() {
      if (timer) return stop();
      if (window.matchMedia('(prefers-reduced-motion: reduce)').matches) {
        return v.say('Your system asks for reduced motion, so nothing blinks here: hold R to see the reference');
      }
      timer = setInterval(() => v.hold(!v.held), HALF_PERIOD_MS);
      return v.say(`Blinking against ${v.labelOf(v.state.reference)}, once a second: K or Escape stops it`);
    },
  };
}
