// A view as a link.

import { defaultState } from './state.js';

const LISTS = ['panes'];
const NUMBERS = ['x', 'y'];
const WORDS = ['layout', 'flip', 'reference', 'channel', 'wipeAxis'];
const FLAGS = ['crosshair', 'minimap', 'values', 'follow'];
const JSONS = ['difference', 'regions', 'offsets', 'unlinked', 'labels'];
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const short = (value) => String(Math.round(value * 1000) / 1000);

/** What differs from the defaults, as `view=<id>&layout=wipe&zoom=4…` for the part of the address after #. */
export function encodeView(id, state, defaults) {
  const out = new URLSearchParams({ view: id ?? '' });
  const put = (field, text) => {
    if (!same(state[field], defaults[field])) out.set(field, text);
  };
  for (const field of WORDS) put(field, state[field]);
  for (const field of LISTS) put(field, state[field].join(','));
  put('zoom', state.zoom === 'fit' ? 'fit' : short(state.zoom));
  if (state.zoom !== 'fit') for (const field of NUMBERS) put(field, short(state[field]));
  put('exposure', String(state.exposure));
  put('wipe', state.wipe.map(short).join(','));
  for (const field of FLAGS) put(field, state[field] ? '1' : '0');
  for (const field of JSONS) put(field, JSON.stringify(state[field]));
  if (state.layout !== 'flip') out.delete('flip');
  return out.toString().replaceAll('%2C', ',').replaceAll('%3A', ':');
}

/** Links of version 0.1 call the stages of the alignment rungs. */
const named = (pane) => pane.replace(/^rung-/, 'stage-');

/** {id, patch} of an address's hash, or null if it holds no view. Unreadable parts are left out. */
export function decodeView(hash) {
  const from = new URLSearchParams(hash.replace(/^#/, ''));
  if (!from.has('view')) return null;
  const patch = {};
  for (const [field, text] of from) {
    if (WORDS.includes(field)) patch[field] = named(text);
    else if (LISTS.includes(field)) patch[field] = text.split(',').map(named);
    else if (NUMBERS.includes(field)) patch[field] = Number(text);
    else if (field === 'exposure') patch.exposure = Number(text);
    else if (FLAGS.includes(field)) patch[field] = text === '1';
    else if (field === 'zoom') patch.zoom = text === 'fit' ? 'fit' : Number(text);
    else if (field === 'wipe') patch.wipe = text ? text.split(',').map(Number) : [];
    else if (JSONS.includes(field)) {
      try {
        patch[field] = JSON.parse(text);
      } catch { /* a damaged part of a link: the rest still holds */ }
    }
  }
  return { id: from.get('view') || null, patch };
}

const HERE_ONLY = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0)$/;

/** A note on a copied link: that of a page on this machine does not open elsewhere. */
export function reachNote({ hostname }) {
  return HERE_ONLY.test(hostname) ? '. It works on this machine only' : '';
}

/**
 * This page's address with what opens the result and this view of it. Of its other parts only Gradio's own stay.
 * @param {import('./types.d.ts').Viewer} v
 */
export function viewAddress(v) {
  const address = new URL(location.href);
  if (v.data.query) {
    const kept = [...address.searchParams].filter(([key]) => key.startsWith('__'));
    address.search = String(new URLSearchParams([...new URLSearchParams(v.data.query), ...kept]));
  }
  const hash = new URLSearchParams(encodeView(v.data.id, v.state, defaultState(v.data)));
  // What the page around the viewer shows: its tab, protocol and overlay.
  for (const [field, text] of Object.entries(v.place())) if (text) hash.set(field, text);
  address.hash = hash.toString().replaceAll('%2C', ',').replaceAll('%3A', ':');
  return address;
}
