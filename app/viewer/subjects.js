// What a pane shows: its own image, the reference while its key is held, or a difference.

import { createDifference } from './lazy.js';

/** Differences are kept for a while after the last look, so that one can go back and forth. */
const LEAVE_MS = 5000;

/**
 * of(pane) → {source, width, height, follows} and, for a difference, the levels its printed values come from.
 * @param {import('./types.d.ts').Viewer} v
 */
export function createSubjects(v) {
  const differences = new Map();
  let leaving = 0;

  function differenceOf(pane, reference) {
    const what = { a: pane.image.key, b: reference.image.key, ...v.state.difference };
    const id = JSON.stringify(what);
    const old = differences.get(pane.name);
    if (old?.id === id) return old.source;
    old?.source.close();
    const frame = { width: v.data.width, height: v.data.height };
    const source = createDifference(
      frame, (level, rect) => v.images.call('differenceTile', { ...what, frame, level, rect }),
      () => v.requestDraw(), (error) => v.say(`The difference failed: ${error.message}`),
    );
    differences.set(pane.name, { id, source, key: pane.image.key });
    return source;
  }

  function clear() {
    clearTimeout(leaving);
    leaving = 0;
    for (const { source, key } of differences.values()) {
      source.close();
      v.images.call('forgetDifference', { a: key });
    }
    differences.clear();
  }

  return {
    of(pane) {
      const reference = v.panes.get(v.state.reference);
      if (v.held && reference?.image) return { ...reference.record, source: reference.image };
      const own = { ...pane.record, source: pane.image };
      if (v.state.layout !== 'difference') {
        if (differences.size) leaving ||= setTimeout(clear, LEAVE_MS);
        return own;
      }
      clearTimeout(leaving);
      leaving = 0;
      if (pane.name === v.state.reference) return own;
      if (!pane.image?.levels[0] || !reference?.image?.levels[0]) return { ...own, source: null };
      const source = differenceOf(pane, reference);
      const subject = { name: pane.name, width: source.width, height: source.height, follows: false, source, values: [] };
      const onGrid = ({ record }) => record.width === source.width && record.height === source.height;
      if (!onGrid(pane) || !onGrid(reference)) return subject;
      return { ...subject, values: pane.image.levels, against: reference.image.levels };
    },
    clear,
  };
}
