// The strip below the panes: what every image holds under the cross-hair.

import { el } from './dom.js';
import { readPixel } from './draw.js';
import { flowAt } from './flow.js';
import { intoPane } from './transforms.js';

const HINT = 'Move over an image to read its pixels. Scroll or pinch to zoom, drag to pan, press ? for every key.';
const TOUCH_HINT = 'Tap an image to read its pixels. Pinch to zoom, drag to pan.';
const signed = (value) => (value > 0 ? `+${value}` : value < 0 ? `−${-value}` : '0');

function flowText(field, point, { x, y, confidence, valid }) {
  const tenth = (value) => Math.round(value * 10) / 10;
  if (!valid) return 'not in the generated image';
  const there = { x: point.x + x, y: point.y + y };
  const moved = { x: there.x / field.scale_x - point.x, y: there.y / field.scale_y - point.y };
  return `in the generated image at ${tenth(there.x)}, ${tenth(there.y)} · moved ${signed(tenth(moved.x))}, ${signed(tenth(moved.y))} px`
    + ` · ${Math.round(confidence * 100)} % sure`;
}

/**
 * What is under a frame position: {x, y, panes: [{name, label, rgb, difference}], flow}.
 * @param {import('./types.d.ts').Viewer} v
 */
export function inspect(v, point) {
  const read = (name) => {
    const pane = v.panes.get(name);
    const at = pane ? intoPane(pane.record, v.data, point, v.viewField()) : null;
    return pane?.image ? readPixel(pane.image.levels, Math.round(at.x), Math.round(at.y)) : null;
  };
  const reference = read(v.state.reference);
  return {
    x: Math.round(point.x),
    y: Math.round(point.y),
    panes: v.state.panes.map((name) => {
      const rgb = read(name);
      const own = name === v.state.reference || !rgb || !reference;
      return { name, label: v.labelOf(name), rgb, difference: own ? null : rgb.map((value, c) => value - reference[c]) };
    }),
    flow: v.field ? flowAt(v.field, point) : null,
  };
}

/** @param {import('./types.d.ts').Viewer} v */
export function createInspector(v) {
  const place = el('span', { class: 'pl-place' });
  const list = el('div', { class: 'pl-readings' });
  const flow = el('span', { class: 'pl-flow', title: 'Alignment: where this pixel is found in the generated image, how far it moved beyond the change of canvas, and how sure that is' });
  const row = el('div', { class: 'pl-place-row' }, place, flow);
  const hint = el('span', { class: 'pl-hint' }, window.matchMedia('(hover: none)').matches ? TOUCH_HINT : HINT);
  const node = el('div', { class: 'pl-inspector', 'data-testid': 'inspector' }, row, list, hint);

  function reading({ label, rgb, difference, name }) {
    return el(
      'span', { class: 'pl-reading', 'data-testid': `reading-${name}` },
      el('i', { class: 'pl-swatch', style: rgb ? `background: rgb(${rgb.join(' ')})` : null }),
      el('span', { class: 'pl-reading-label' }, label),
      el('b', { class: 'pl-rgb' }, rgb ? rgb.join(' ') : '–'),
      difference ? el('span', { class: 'pl-delta', title: `Minus ${v.labelOf(v.state.reference)}` }, `Δ ${difference.map(signed).join(' ')}`) : null,
    );
  }

  return {
    node,
    update() {
      const on = v.hover !== null && v.data.panes.length > 0;
      row.hidden = list.hidden = !on;
      hint.hidden = on || !v.data.panes.length;
      if (!on) return;
      const found = inspect(v, v.hover);
      place.textContent = `${found.x}, ${found.y}`;
      list.replaceChildren(...found.panes.map(reading));
      flow.textContent = found.flow ? flowText(v.field, v.hover, found.flow) : '';
    },
    /** The same as a sentence for screen readers. */
    speak() {
      const { x, y, panes } = inspect(v, v.hover);
      return `x ${x}, y ${y}. ${panes.map(({ label, rgb }) => `${label} ${rgb ? rgb.join(' ') : 'nothing'}`).join('. ')}`;
    },
  };
}
