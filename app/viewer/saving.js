// One image at its full size, as a file: from the page's server, which knows the photo's EXIF, or from the pixels here.

import { el } from './dom.js';
import { select } from './menus.js';

export const QUALITIES = [75, 85, 92, 100];

export function saveBlob(blob, name) {
  const link = el('a', { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

/** What the photo is called, fit for a file's name. */
export function photoName({ title, id }) {
  return String(title || id || 'comparison').replace(/[^\p{L}\p{N} ._-]+/gu, '_').trim().slice(0, 80) || 'comparison';
}

/** "IMG_0412-prior-guided.jpg": the photo's name and the pane's. */
export function imageName(data, label, format) {
  const what = label.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '') || 'image';
  return `${photoName(data)}-${what}.${format === 'jpeg' ? 'jpg' : 'png'}`;
}

/** The address under which a server gives out a pane as a file. */
export function imageAddress(base, pane, name, { format, quality, exif, place }) {
  const query = new URLSearchParams({ pane, format, name });
  if (format === 'jpeg') query.set('quality', quality);
  if (exif) query.set('exif', '1');
  if (exif && place) query.set('place', '1');
  return `${base}?${query}`;
}

/** The pixels as they are shown, in a file of the browser's making: PNG loses nothing, and neither holds EXIF. */
async function encodeHere(pane, { format, quality }) {
  const [level] = pane.image?.levels ?? [];
  if (!level) throw new Error('the image is not loaded yet');
  const canvas = el('canvas', { width: level.width, height: level.height });
  const context = canvas.getContext('2d');
  for (const tile of level.tiles) context.drawImage(tile.bitmap, tile.x, tile.y);
  return new Promise((resolve) => canvas.toBlob(resolve, `image/${format}`, quality / 100));
}

/** @param {import('./types.d.ts').Viewer} v */
export async function saveImage(v, pane, options) {
  const name = imageName(v.data, v.labelOf(pane.name), options.format);
  if (v.data.save) el('a', { href: imageAddress(v.data.save.address, pane.name, name, options), download: name }).click();
  else saveBlob(await encodeHere(pane, options), name);
  return name;
}

/**
 * The pane that is saved by default: the last restored one in sight.
 * @param {import('./types.d.ts').Viewer} v
 */
export function likeliestPane(v) {
  const names = [...v.panes.keys()];
  return ['guided', 'baseline'].find((name) => names.includes(name)) ?? v.leader()?.name ?? names[0];
}

export const FIGURE_LAYOUTS = [['row', 'Side by side, crops below'], ['grid', 'Grid, crops below'], ['beside', 'One image, crops beside']];
export const FIGURE_WIDTHS = [
  ['cvpr-column', 'CVPR, one column'], ['cvpr-page', 'CVPR, both columns'], ['ieee-column', 'IEEE, one column'],
  ['ieee-page', 'IEEE, both columns'], ['acm-column', 'ACM, one column'], ['acm-page', 'ACM, both columns'],
];

/** The address of a figure of what is seen: its panes, regions and protocol. */
export function figureAddress(base, data, state, { layout, width, errors }) {
  const query = new URLSearchParams({ panes: state.panes.join(','), layout, width, protocol: data.protocol?.id ?? 'rgb' });
  if (state.regions.length) {
    query.set('regions', state.regions.map((r) => [r.x, r.y, r.width, r.height].map(Math.round).join(',')).join(';'));
  }
  if (errors) query.set('errors', '1');
  return `${base}?${query}`;
}

/** The part of the window that makes figures; only a server can. */
function figureFields(v) {
  const base = v.data.save?.figure;
  if (!base) return [];
  const { layout, width, errors } = v.figureOptions ??= { layout: 'row', width: 'cvpr-page', errors: false };
  const choose = (field) => (value) => { v.figureOptions[field] = value; };
  const truth = v.data.scored_against === 'truth';
  return [
    el('p', { class: 'pl-popover-title pl-popover-next' }, 'A figure for a paper, of what is seen'),
    el('label', { class: 'pl-field' }, el('span', {}, 'Layout'), select('figure-layout', layout, FIGURE_LAYOUTS, choose('layout'))),
    el('label', { class: 'pl-field' }, el('span', {}, 'Width'), select('figure-width', width, FIGURE_WIDTHS, choose('width'))),
    truth ? el('label', { class: 'pl-check' }, el('input', {
      type: 'checkbox', class: 'pl-tick', checked: errors, 'data-testid': 'figure-errors', onchange: (event) => choose('errors')(event.target.checked),
    }), el('span', {}, 'With maps of the error')) : null,
    el('button', { type: 'button', class: 'pl-item', 'data-testid': 'figure', onclick: () => {
      if (v.figureOptions.layout === 'beside' && !v.state.regions.length) {
        v.say('Draw a region first: this layout shows its crops');
        return;
      }
      v.popovers.close();
      v.say('Drawing the figure: PDF, PNG, LaTeX and recipe in one zip');
      el('a', { href: figureAddress(base, v.data, v.state, v.figureOptions), download: '' }).click();
    } }, 'Figure: PDF, PNG, LaTeX, recipe'),
  ];
}

/**
 * The window behind "Save": `save(pane, options)` for one image, `picture(native)` for what is seen.
 * @param {import('./types.d.ts').Viewer} v
 */
export function createSaveMenu(v, { save, picture }) {
  const options = { pane: null, format: 'png', quality: 92, exif: true, place: false };

  return function content(asked = {}) {
    Object.assign(options, asked);
    if (!v.panes.has(options.pane)) options.pane = likeliestPane(v);
    const quality = el('label', { class: 'pl-field' }, el('span', {}, 'Quality'), select(
      'save-quality', String(options.quality), QUALITIES.map((q) => [String(q), q === 100 ? '100, largest file' : String(q)]),
      (value) => { options.quality = Number(value); },
    ));
    quality.hidden = options.format !== 'jpeg';
    const check = (field, text, id) => el('label', { class: 'pl-check' }, el('input', {
      type: 'checkbox', class: 'pl-tick', checked: options[field], 'data-testid': id, onchange: (event) => { options[field] = event.target.checked; },
    }), el('span', {}, text));
    const { exif, place } = v.data.save ?? {};
    return [
      el('p', { class: 'pl-popover-title' }, 'One image, at its full size'),
      el('label', { class: 'pl-field' }, el('span', {}, 'Image'), select(
        'save-pane', options.pane, v.data.panes.map(({ name }) => [name, v.labelOf(name)]), (name) => { options.pane = name; },
      )),
      el('label', { class: 'pl-field' }, el('span', {}, 'As'), select(
        'save-format', options.format, [['png', 'PNG, lossless'], ['jpeg', 'JPEG, smaller']],
        (format) => { options.format = format; quality.hidden = format !== 'jpeg'; },
      )),
      quality,
      exif ? check('exif', 'With date, camera and lens (EXIF)', 'save-exif') : null,
      exif && place ? check('place', 'And where it was taken (GPS)', 'save-place') : null,
      el('button', { type: 'button', class: 'pl-item pl-primary', 'data-testid': 'save-image', onclick: () => {
        v.popovers.close();
        save(v.panes.get(options.pane), { ...options });
      } }, 'Save this image'),
      el('p', { class: 'pl-popover-title pl-popover-next' }, 'What is seen, with regions and labels'),
      ...[['save-view', 'As on the screen', 'S', false], ['save-view-native', 'At native size', '', true]].map(([id, text, key, native]) => el(
        'button', { type: 'button', class: 'pl-item pl-item-key', 'data-testid': id, onclick: () => { v.popovers.close(); picture(native); } },
        text, key ? el('kbd', {}, key) : null,
      )),
      ...figureFields(v),
    ].filter(Boolean);
  };
}
