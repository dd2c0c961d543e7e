// Keeping a view: as a link, as a picture.

import { drawImage } from './draw.js';
import { visibleRect } from './geometry.js';

const LISTS = ['panes'];
const NUMBERS = ['x', 'y'];
const WORDS = ['layout', 'flip', 'reference'];
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
  put('wipe', state.wipe.map(short).join(','));
  for (const field of FLAGS) put(field, state[field] ? '1' : '0');
  for (const field of JSONS) put(field, JSON.stringify(state[field]));
  if (state.layout !== 'flip') out.delete('flip');
  return out.toString().replaceAll('%2C', ',').replaceAll('%3A', ':');
}

/** {id, patch} of an address's hash, or null if it holds no view. Unreadable parts are left out. */
export function decodeView(hash) {
  const from = new URLSearchParams(hash.replace(/^#/, ''));
  if (!from.has('view')) return null;
  const patch = {};
  for (const [field, text] of from) {
    if (WORDS.includes(field)) patch[field] = text;
    else if (LISTS.includes(field)) patch[field] = text.split(',');
    else if (NUMBERS.includes(field)) patch[field] = Number(text);
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

const MOST_PIXELS = 64e6;

/**
 * What is seen, as a canvas: every pane's visible part with its labels, one image pixel per pixel, or larger
 * where the view is larger.
 */
export function picture(v) {
  const stacked = v.stacked();
  const flip = v.state.layout === 'flip';
  const shown = v.shown().filter((pane) => !flip || pane.name === v.state.flip);
  const cells = shown.map((pane) => {
    const area = visibleRect(pane.transform, pane.box, pane.subject);
    return { pane, area, scale: Math.max(1, pane.transform.scale) };
  });
  const wide = Math.max(...cells.map(({ pane, scale }) => (pane.box.width / pane.transform.scale) * scale));
  const shrink = Math.min(1, Math.sqrt(MOST_PIXELS / (cells.length * wide * wide)));
  const columns = stacked ? 1 : Math.max(1, Number(getComputedStyle(v.stage).getPropertyValue('--pl-columns')) || 1);
  const sized = cells.map((cell) => ({
    ...cell, scale: cell.scale * shrink,
    width: Math.max(1, Math.round((cell.area.x1 - cell.area.x0) * cell.scale * shrink)),
    height: Math.max(1, Math.round((cell.area.y1 - cell.area.y0) * cell.scale * shrink)),
  }));
  const [cellWidth, cellHeight] = [Math.max(...sized.map((c) => c.width)), Math.max(...sized.map((c) => c.height))];
  const unit = Math.max(12, Math.round(cellWidth / 40));
  const caption = unit * 2;
  const gap = Math.max(2, Math.round(unit / 4));
  const rows = stacked ? 1 : Math.ceil(sized.length / columns);
  const canvas = document.createElement('canvas');
  canvas.width = columns * cellWidth + (columns - 1) * gap;
  canvas.height = rows * (cellHeight + caption) + (rows - 1) * gap;
  const context = canvas.getContext('2d');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  sized.forEach(({ pane, area, scale, width, height }, i) => {
    const left = stacked ? 0 : (i % columns) * (cellWidth + gap);
    const top = stacked ? 0 : Math.floor(i / columns) * (cellHeight + caption + gap);
    const [from, to] = stacked && !flip ? v.strip(pane) : [0, 1];
    context.save();
    context.beginPath();
    const [x0, x1] = [from, to].map((at) => {
      if (!stacked || flip) return at * width;
      // Dividers are placed on the stage; the picture holds only the part that has pixels.
      return ((at * pane.box.width - pane.transform.x) / pane.transform.scale - area.x0) * scale;
    });
    context.rect(left + Math.max(x0, 0), top + caption, Math.min(x1, width) - Math.max(x0, 0), height);
    context.clip();
    const transform = { scale, x: left - area.x0 * scale, y: top + caption - area.y0 * scale };
    if (pane.subject.source) drawImage(context, pane.subject.source.levels, pane.subject, transform, { width: canvas.width, height: canvas.height });
    context.restore();
    context.fillStyle = '#1f2328';
    context.font = `600 ${unit}px system-ui, sans-serif`;
    context.textBaseline = 'middle';
    const text = [v.labelOf(pane.name), pane.record.badge].filter(Boolean).join(' · ');
    context.save();
    context.beginPath();
    context.rect(left + Math.max(x0, 0), top, (stacked && !flip ? Math.min(x1, width) : cellWidth) - Math.max(x0, 0), caption);
    context.clip();
    context.fillText(text, left + Math.max(x0, 0) + unit / 3, top + caption / 2);
    const end = left + Math.max(x0, 0) + unit + context.measureText(text).width;
    context.font = `${unit}px system-ui, sans-serif`;
    context.fillStyle = '#59636e';
    context.fillText(pane.record.score_text ?? '', end, top + caption / 2);
    context.restore();
  });
  return canvas;
}

export async function savePicture(v, name) {
  const blob = await new Promise((resolve) => picture(v).toBlob(resolve, 'image/png'));
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
