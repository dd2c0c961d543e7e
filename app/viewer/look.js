// Display settings that change no pixel and no number: brighter or darker, or one channel as grey. Pixels, badges and numbers stay.

import { el } from './dom.js';

/** Weights of R, G and B in the grey that is seen; luma is that of BT.601, as in every other number here. */
const SEEN = { red: [1, 0, 0], green: [0, 1, 0], blue: [0, 0, 1], luma: [0.299, 0.587, 0.114] };

/** The style that shows the look, '' where panes are shown as they are. */
export function lookFilter({ channel, exposure }) {
  return [SEEN[channel] && `url(#pl-only-${channel})`, exposure && `brightness(${2 ** exposure})`].filter(Boolean).join(' ');
}

/** How bright the RGBA pixel at `i` looks, 0 to 255 and above: what is written over it must stand out from that. */
export function seenBrightness(pixels, i, { channel, exposure } = { channel: 'all', exposure: 0 }) {
  const [r, g, b] = SEEN[channel] ?? SEEN.luma;
  return (r * pixels[i] + g * pixels[i + 1] + b * pixels[i + 2]) * 2 ** exposure;
}

/** The matrix of a filter that shows one channel in all three: rows of R, G, B and A, columns of R, G, B, A and 1. */
export function greyMatrix(channel) {
  const row = [...SEEN[channel], 0, 0];
  return [...row, ...row, ...row, 0, 0, 0, 1, 0].join(' ');
}

/** The filters that lookFilter names. Without sRGB the browser would compute with linear light. */
export function createFilters() {
  const svg = (tag, attributes, ...children) => {
    const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  };
  const filters = Object.keys(SEEN).map((channel) => svg(
    'filter', { id: `pl-only-${channel}`, x: 0, y: 0, width: 1, height: 1, 'color-interpolation-filters': 'sRGB' },
    svg('feColorMatrix', { type: 'matrix', values: greyMatrix(channel) }),
  ));
  return el('div', { class: 'pl-hidden', 'aria-hidden': 'true' }, svg('svg', { width: 0, height: 0 }, ...filters));
}
