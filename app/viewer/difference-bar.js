// Controls of the difference layout, with the printed scale.

import { colourGradient } from './colormaps.js';
import { scaleTicks } from './difference.js';
import { activeNode, el } from './dom.js';
import { select } from './menus.js';
import { GAINS } from './state.js';

const MODES = [['absolute', 'Absolute'], ['signed', 'Signed'], ['squared', 'Squared']];
const CHANNELS = [['rgb', 'RGB mean'], ['luma', 'Luma'], ['red', 'Red'], ['green', 'Green'], ['blue', 'Blue']];
const MAPS = [['inferno', 'Inferno'], ['viridis', 'Viridis'], ['grey', 'Grey']];

/** @param {import('./types.d.ts').Viewer} v */
export function createDifferenceBar(v) {
  const node = el('div', { class: 'pl-difference-bar', role: 'group', 'aria-label': 'Difference', hidden: true });
  let drawn = '';

  function render() {
    const { difference, reference } = v.state;
    const { mode, channel, gain, map } = difference;
    const set = (patch) => v.update({ difference: { ...v.state.difference, ...patch } });
    const field = (text, control) => el('label', { class: 'pl-field' }, el('span', {}, text), control);
    const ticks = scaleTicks(mode, gain);
    const focus = activeNode()?.dataset.testid;
    node.replaceChildren(
      field('Against', select('difference-reference', reference, v.data.panes.map(({ name }) => [name, v.labelOf(name)]), (to) => v.update({ reference: to }))),
      field('Show', select('difference-mode', mode, MODES, (to) => set({ mode: to }))),
      field('Of', select('difference-channel', channel, CHANNELS, (to) => set({ channel: to }))),
      field('Gain', select('difference-gain', String(gain), GAINS.map((g) => [String(g), `${g}×`]), (to) => set({ gain: Number(to) }))),
      ...(mode === 'signed' ? [] : [field('Map', select('difference-map', map, MAPS, (to) => set({ map: to })))]),
      el(
        'div', { class: 'pl-scale-bar', 'data-testid': 'difference-scale' },
        el('div', { class: 'pl-scale-colours', style: `background: ${colourGradient(mode === 'signed' ? 'diverging' : map)}` }),
        el('div', { class: 'pl-scale-ticks' }, ticks.map((tick) => el('span', {}, tick))),
      ),
      el('span', { class: 'pl-note' }, mode === 'squared' ? 'squared levels of 255' : 'levels of 255'),
    );
    if (focus) node.querySelector(`[data-testid="${focus}"]`)?.focus({ preventScroll: true });
  }

  return {
    node,
    update() {
      node.hidden = v.state.layout !== 'difference' || !v.data.panes.length;
      const now = JSON.stringify([v.state.difference, v.state.reference, v.state.labels, v.data.panes.map((p) => p.name)]);
      if (node.hidden || now === drawn) return;
      drawn = now;
      render();
    },
  };
}
