// Every key, in one list: shown under "?", read by the keyboard handler's tests and the docs.

import { el } from './dom.js';

/** @type {[string, string[][]][]} */
export const KEYS = [
  ['Layout', [
    ['G', 'grid'], ['O', 'one row'], ['W', 'wipe'], ['T', 'turn the dividers of the wipe'], ['F', 'flip'], ['D', 'difference; again: back'],
    ['1 … 8', 'that pane alone, at once'], ['R (hold)', 'the reference in every pane'], ['K', 'blink against it, once a second'], ['< >', 'move the focused pane'], ['Esc', 'back to the grid, or close'],
  ]],
  ['View', [
    ['+ −', 'zoom'], ['0', 'fit'], ['Z', 'fit or 1:1'], ['arrows', 'pan'], ['Shift + arrows', 'move the cross-hair by a pixel'],
    ['[ ]', 'previous, next pane in flip'], ['Alt + arrows', 'shift the focused pane alone'], ['U', 'unlink or link the focused pane'],
  ]],
  ['Over the pixels', [
    ['C', 'cross-hair'], ['M', 'overview'], ['V', 'pixel grid and values'], ['A', 'follow the alignment'], ['E, Shift + E', 'brighter, darker view'], ['H, Shift + H', 'red, green, blue or luma only, as grey'],
    ['B', 'draw a region; Enter marks its corners'], ['I', 'the whole image as a region'], ['Delete', 'remove the last region'],
  ]],
  ['Keep', [['L', 'copy a link to this view'], ['S', 'save what is seen, as on the screen'], ['X', 'full screen'], ['?', 'this list']]],
  ['Mouse and touch', [
    ['wheel, pinch', 'zoom at the cursor'], ['drag', 'pan'], ['double-click', 'fit or 1:1'], ['Shift + drag', 'draw a region'],
    ['Alt + drag', 'shift one pane alone'], ['drag a caption', 'change the order of panes'],
  ]],
];

export function createHelp() {
  const dialog = el(
    'dialog', { class: 'pl-help', 'aria-label': 'Keys', 'data-testid': 'help' },
    el(
      'div', { class: 'pl-help-head' }, el('h2', {}, 'Keys and gestures'),
      el('button', { type: 'button', class: 'pl-item', 'data-testid': 'help-close', onclick: () => dialog.close() }, 'Close'),
    ),
    el('div', { class: 'pl-help-grid' }, KEYS.map(([title, rows]) => el(
      'section', {}, el('h3', {}, title),
      el('dl', {}, rows.flatMap(([key, text]) => [el('dt', {}, el('kbd', {}, key)), el('dd', {}, text)])),
    ))),
  );
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
  return { node: dialog, open: () => dialog.showModal() };
}
