// A view as a picture: what every pane shows, with its regions and its labels, as large as on the screen or with at
// least one pixel for each of the image's.

import { scaleTicks } from './difference.js';
import { drawImage } from './draw.js';
import { lookFilter } from './look.js';
import { drawRegions } from './overlay.js';
import { photoName, saveBlob } from './saving.js';

const MOST_PIXELS = 64e6;
const INK = '#1f2328';
const PALE = '#59636e';

/** The part of a pane's screen that its image covers, in whole device pixels. */
function covered({ transform, box, subject }) {
  return {
    x0: Math.max(0, Math.round(transform.x)),
    y0: Math.max(0, Math.round(transform.y)),
    x1: Math.min(box.width, Math.round(transform.x + subject.width * transform.scale)),
    y1: Math.min(box.height, Math.round(transform.y + subject.height * transform.scale)),
  };
}

/** Panes with the screen rectangle to show, its enlargement, and between which fractions of the screen it is seen. */
function cellsOf(v, native) {
  const wipe = v.state.layout === 'wipe';
  const shown = v.shown().filter((pane) => v.state.layout !== 'flip' || pane.name === v.state.flip);
  const leader = v.leader();
  const cells = shown.map((pane) => {
    const model = wipe ? leader : pane;
    const [from, to] = wipe ? v.strip(pane) : [0, 1];
    return { pane, crop: covered(model), enlarge: native ? Math.max(1, 1 / model.transform.scale) : 1, from, to };
  });
  const area = ({ crop, enlarge }) => (crop.x1 - crop.x0) * (crop.y1 - crop.y0) * enlarge ** 2;
  const shrink = Math.min(1, Math.sqrt(MOST_PIXELS / cells.reduce((sum, cell) => sum + area(cell), 1)));
  return cells.map((cell) => {
    const k = cell.enlarge * shrink;
    const { x0, y0, x1, y1 } = cell.crop;
    return { ...cell, k, width: Math.max(1, Math.round((x1 - x0) * k)), height: Math.max(1, Math.round((y1 - y0) * k)) };
  });
}

/** A cell's strip in its own picture: from which pixel to which, across or, in a wipe from top to bottom, down. */
export function cutOf({ pane: { box }, crop, k, width, height, from, to }, axis) {
  const [side, start, length] = axis === 'y' ? [box.height, crop.y0, height] : [box.width, crop.x0, width];
  return [from, to].map((at) => Math.round(Math.min(Math.max((at * side - start) * k, 0), length)));
}

/** Where texts of one height go beside strips that begin at `starts`: there, or below the one before. */
export function textTops(starts, height) {
  const tops = [];
  for (const start of starts) tops.push(Math.max(start, (tops.at(-1) ?? -height) + height));
  return tops;
}

function clipTo(context, x, y, width, height, draw) {
  context.save();
  context.beginPath();
  context.rect(x, y, Math.max(width, 0), Math.max(height, 0));
  context.clip();
  draw();
  context.restore();
}

/** What the colours of a difference mean, for a picture without its controls. */
function differenceNote(v, pane) {
  if (v.state.layout !== 'difference' || pane.name === v.state.reference) return null;
  const { mode, channel, gain } = v.state.difference;
  return `${mode} difference to ${v.labelOf(v.state.reference)}, ${channel}, scale ${scaleTicks(mode, gain).join(' … ')}`;
}

/** Name above, source and scores below; condensed rather than cut, so that no label is lost. */
function write(context, v, pane, unit, x, y, width, note) {
  context.textBaseline = 'top';
  context.textAlign = 'left';
  context.fillStyle = INK;
  context.font = `600 ${unit}px system-ui, sans-serif`;
  context.fillText(v.labelOf(pane.name), x, y, width);
  context.fillStyle = PALE;
  context.font = `${Math.round(unit * 0.9)}px system-ui, sans-serif`;
  const text = [pane.record.badge, differenceNote(v, pane) ?? pane.record.score_text, note].filter(Boolean).join(' · ');
  context.fillText(text, x, y + unit * 1.3, width);
}

/** The panes' own canvases, pixel for pixel, with what lies over them. */
function copySeen(context, v, cell, left, top) {
  const { pane, crop, k, width, height } = cell;
  const look = v.state.layout === 'difference' ? '' : lookFilter(v.state);
  const [w, h] = [crop.x1 - crop.x0, crop.y1 - crop.y0];
  context.imageSmoothingEnabled = k !== 1;
  context.filter = look || 'none';
  context.drawImage(pane.canvas, crop.x0, crop.y0, w, h, left, top, width, height);
  context.filter = 'none';
  if (!pane.overlay.hidden) context.drawImage(pane.overlay, crop.x0, crop.y0, w, h, left, top, width, height);
}

/** The same at the picture's own scale, from the image itself. */
function drawNative(context, v, cell, left, top, canvas) {
  const { pane, crop, k } = cell;
  const { source } = pane.subject;
  if (!source) return;
  const { scale, x, y } = pane.transform;
  const transform = { scale: scale * k, x: left + Math.round((x - crop.x0) * k), y: top + Math.round((y - crop.y0) * k) };
  drawImage(context, source.levels, pane.subject, transform, canvas);
  drawRegions(v, pane, context, transform, Math.max(1, k));
}

/** The view as a canvas. For a picture at native size differences are computed at its own scale first. */
async function picture(v, native) {
  if (!native) v.drawNow();
  const cells = cellsOf(v, native);
  if (native) {
    await Promise.all(cells.map(({ pane: { transform, box, subject }, k }) => subject.source?.complete?.(
      { scale: transform.scale * k, x: transform.x * k, y: transform.y * k }, { width: box.width * k, height: box.height * k },
    )));
  }
  const wipe = v.state.layout === 'wipe';
  const set = Number(getComputedStyle(v.stage).getPropertyValue('--pl-columns')) || 1;
  const columns = v.stacked() ? 1 : Math.min(set, cells.length);
  const rows = wipe ? 1 : Math.ceil(cells.length / columns);
  const [wide, high] = [Math.max(...cells.map((c) => c.width)), Math.max(...cells.map((c) => c.height))];
  const unit = Math.max(12, Math.round(wide / 40));
  const [caption, gap] = [Math.round(unit * 3), Math.max(2, Math.round(unit / 4))];
  // Under level dividers the texts stand beside their strips: no pixel is covered.
  const beside = wipe && v.state.wipeAxis === 'y';
  const tops = beside ? textTops(cells.map((cell) => cutOf(cell, 'y')[0]), caption) : [];
  const aside = beside ? unit * 16 : 0;
  const head = beside ? 0 : caption;
  const canvas = document.createElement('canvas');
  canvas.width = columns * wide + (columns - 1) * gap + aside;
  canvas.height = Math.max(rows * (high + head) + (rows - 1) * gap, beside ? tops.at(-1) + caption : 0);
  const context = canvas.getContext('2d');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  const note = !native && lookFilter(v.state) && v.state.layout !== 'difference' ? 'view altered' : '';
  cells.forEach((cell, i) => {
    const { pane, width, height } = cell;
    const left = wipe ? 0 : (i % columns) * (wide + gap);
    const top = head + (wipe ? 0 : Math.floor(i / columns) * (high + caption + gap));
    const [low, past] = wipe ? cutOf(cell, v.state.wipeAxis) : [0, width];
    const draw = () => (native ? drawNative(context, v, cell, left, top, canvas) : copySeen(context, v, cell, left, top));
    if (beside) {
      clipTo(context, left, top + low, width, past - low, draw);
      write(context, v, pane, unit, wide + unit / 3, tops[i] + unit / 3, aside - unit / 2, note);
    } else {
      clipTo(context, left + low, top, past - low, height, draw);
      write(context, v, pane, unit, left + low + unit / 3, top - head + unit / 3, Math.max((wipe ? past - low : wide) - unit / 2, 1), note);
    }
  });
  return canvas;
}

/** The view's name as a file: the photo's and the layout's. */
export function pictureName(data, { layout, flip }) {
  return `${photoName(data)}-${layout}${layout === 'flip' && flip ? `-${flip}` : ''}.png`;
}

/**
 * `native`: one pixel or more for each of the image's; else as large as on the screen.
 * @param {import('./types.d.ts').Viewer} v
 */
export async function savePicture(v, name, native = false) {
  const canvas = await picture(v, native);
  for (const pane of v.shown()) pane.subject.source?.release?.();
  saveBlob(await new Promise((resolve) => canvas.toBlob(resolve, 'image/png')), name);
}
