// The wipe: panes on top of each other, each seen between two dividers, side by side ("x") or one above the other ("y").

import { el, setAttribute } from './dom.js';
import { fitScale } from './geometry.js';
import { evenWipe, moveDivider } from './state.js';

const STEP = 0.1;
const SIDES = { x: ['to the left', 'to the right'], y: ['above', 'below'] };
/** Steps by key for bars that move up and down: browsers disagree on sliders turned on their side, a bar follows the arrow. */
const UP_AND_DOWN = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1, PageUp: -100, PageDown: 100 };

/**
 * Name of the pane that a pointer means, whichever lies on top there. Captions stand side by side in either direction.
 * @param {import('./types.d.ts').Viewer} v
 */
export function wipePaneAt(v, event) {
  const shown = v.shown();
  const box = shown[0]?.view.getBoundingClientRect();
  if (!box) return null;
  const across = (event.clientX - box.left) / box.width;
  const level = v.state.wipeAxis === 'y';
  if (level && event.clientY < box.top) return shown[Math.min(Math.max(Math.floor(across * shown.length), 0), shown.length - 1)].name;
  const at = level ? (event.clientY - box.top) / box.height : across;
  return (shown.find((pane) => v.strip(pane)[1] >= at) ?? shown[0]).name;
}

/**
 * The range inputs in `node`.
 * @param {import('./types.d.ts').Viewer} v
 */
export function createWipe(v, node) {
  const axis = () => v.state.wipeAxis;

  function divider(_, i) {
    const move = (percent) => v.update({ wipe: moveDivider(v.state.wipe, i, percent / 100) });
    return el('input', {
      type: 'range', class: 'pl-divider', min: 0, max: 100, step: STEP, 'data-testid': `divider-${i + 1}`,
      'aria-orientation': axis() === 'y' ? 'vertical' : 'horizontal',
      oninput: (event) => move(event.target.value),
      onkeydown: (event) => {
        const steps = axis() === 'y' && UP_AND_DOWN[event.key];
        if (!steps || event.altKey || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        move(Number(event.target.value) + steps * STEP);
      },
    });
  }

  function place() {
    [...node.children].forEach((input, i) => {
      const percent = Math.round((v.state.wipe[i] ?? 0.5) * 1000) / 10;
      const [first, second] = [i, i + 1].map((k) => v.labelOf(v.state.panes[k]));
      const [before, after] = SIDES[axis()];
      if (input.value !== String(percent)) input.value = percent;
      setAttribute(input, 'aria-label', `Divider between ${first} and ${second}`);
      setAttribute(input, 'aria-valuetext', `${Math.round(percent)} %: ${first} ${before}, ${second} ${after}`);
    });
  }

  return {
    place,
    /** As many dividers as there are places between the shown panes; the one in use stays in use. */
    arrange() {
      const used = [...node.children].indexOf(document.activeElement);
      const count = v.state.layout === 'wipe' ? Math.max(v.shown().length - 1, 0) : 0;
      node.replaceChildren(...Array.from({ length: count }, divider));
      place();
      if (used >= 0) (node.children[used] ?? v.leader()?.figure)?.focus({ preventScroll: true });
    },
    /** Dividers that nobody has placed yet go evenly over the image itself. */
    settle() {
      const pane = v.leader();
      if (v.state.layout !== 'wipe' || !pane || v.state.wipe.length || pane.box.width < 2) return;
      const side = axis() === 'y' ? 'height' : 'width';
      const half = Math.min((fitScale(pane.box, v.data) * v.data[side]) / pane.box[side], 1) / 2;
      v.state.wipe = evenWipe(v.shown().length, 0.5 - half, 0.5 + half);
    },
  };
}
