// Drawing tiles. Nearest neighbour at and above 1:1; below it, bilinear from a level of area averages
// that is at most twice as fine as the screen.

import { visibleRect } from './geometry.js';

let scratch = null;

/** One canvas for all that is put together before it is drawn; cleared where it will be used. */
function scratchContext(width, height) {
  scratch ??= document.createElement('canvas').getContext('2d');
  if (scratch.canvas.width < width) scratch.canvas.width = width;
  if (scratch.canvas.height < height) scratch.canvas.height = height;
  scratch.clearRect(0, 0, width, height);
  return scratch;
}

/**
 * As drawImage, but every screen pixel is the mean of four samples, which with bilinear sampling from a level
 * between one and two times as fine comes close to the mean over its area. Slower: for views that stand still.
 */
export function drawFine(context, levels, size, transform, box) {
  const level = pickLevel(levels, transform.scale);
  const exact = level !== null && Math.abs(transform.scale * 2 ** level - 1) < 1e-6;
  if (transform.scale >= 1 || level === null || exact) return drawImage(context, levels, size, transform, box);
  const double = {
    width: box.width * 2, height: box.height * 2,
    left: (box.left ?? 0) * 2, right: (box.right ?? box.width) * 2, top: (box.top ?? 0) * 2, bottom: (box.bottom ?? box.height) * 2,
  };
  const whole = scratchContext(double.width, double.height);
  const twice = { scale: transform.scale * 2, x: transform.x * 2, y: transform.y * 2 };
  drawTiles(whole, levels, level, size, twice, double, true);
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = 'low';
  return context.drawImage(whole.canvas, 0, 0, double.width, double.height, 0, 0, box.width, box.height);
}

/** The finest level worth drawing at a scale, among those that have arrived; null while there is none. */
export function pickLevel(levels, scale) {
  const wanted = scale >= 1 ? 0 : Math.floor(Math.log2(1 / scale) + 1e-6);
  const last = levels.length - 1;
  for (let level = Math.min(wanted, last); level <= last; level += 1) if (levels[level]) return level;
  for (let level = Math.min(wanted, last); level >= 0; level -= 1) if (levels[level]) return level;
  return null;
}

function eachTile(tiles, area, draw) {
  for (const tile of tiles) {
    if (!tile.bitmap) continue;
    const x0 = Math.max(tile.x, area.x0);
    const y0 = Math.max(tile.y, area.y0);
    const x1 = Math.min(tile.x + tile.width, area.x1);
    const y1 = Math.min(tile.y + tile.height, area.y1);
    if (x1 > x0 && y1 > y0) draw(tile, x0, y0, x1, y1);
  }
}

/** Draw an image (`levels` of tiles, `size` of level 0) under a transform. The canvas is cleared by the caller. */
export function drawImage(context, levels, size, transform, box) {
  const level = pickLevel(levels, transform.scale);
  if (level === null) return;
  // Tiles that have not come yet let a coarser level show through.
  if (levels[level].tiles.some((tile) => !tile.bitmap)) {
    for (let k = levels.length - 1; k > level; k -= 1) if (levels[k]) drawTiles(context, levels, k, size, transform, box, true);
  }
  drawTiles(context, levels, level, size, transform, box, transform.scale < 1 || level > 0);
}

function drawTiles(context, levels, level, size, transform, box, smooth) {
  const { tiles, width, height } = levels[level];
  const scale = transform.scale * 2 ** level;
  const area = visibleRect({ ...transform, scale }, box, { width, height });
  if (area.x1 <= area.x0 || area.y1 <= area.y0) return;
  const left = (x) => transform.x + Math.min(x * scale, size.width * transform.scale);
  const top = (y) => transform.y + Math.min(y * scale, size.height * transform.scale);
  context.imageSmoothingEnabled = smooth && scale !== 1;
  context.imageSmoothingQuality = 'low';
  if (!smooth && !Number.isInteger(scale)) {
    // Between whole scales tiles would not meet on whole screen pixels: put them together first.
    const across = area.x1 - area.x0;
    const down = area.y1 - area.y0;
    const whole = scratchContext(across, down);
    eachTile(tiles, area, (tile, x0, y0, x1, y1) => {
      const [w, h] = [x1 - x0, y1 - y0];
      whole.drawImage(tile.bitmap, x0 - tile.x, y0 - tile.y, w, h, x0 - area.x0, y0 - area.y0, w, h);
    });
    context.drawImage(
      whole.canvas, 0, 0, across, down, left(area.x0), top(area.y0), across * scale, down * scale,
    );
    return;
  }
  eachTile(tiles, area, (tile, x0, y0, x1, y1) => {
    const [dx0, dy0] = [Math.round(left(x0)), Math.round(top(y0))];
    const [dx1, dy1] = [Math.round(left(x1)), Math.round(top(y1))];
    context.drawImage(
      tile.bitmap, x0 - tile.x, y0 - tile.y, x1 - x0, y1 - y0, dx0, dy0, dx1 - dx0, dy1 - dy0,
    );
  });
}

let probe = null;

/** RGBA bytes of a rectangle {x0, y0, x1, y1} of a loaded image, row by row. */
export function readPixels(levels, area) {
  const [width, height] = [area.x1 - area.x0, area.y1 - area.y0];
  probe ??= document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (probe.canvas.width < width) probe.canvas.width = width;
  if (probe.canvas.height < height) probe.canvas.height = height;
  probe.clearRect(0, 0, width, height);
  eachTile(levels[0].tiles, area, (tile, x0, y0, x1, y1) => {
    const [w, h] = [x1 - x0, y1 - y0];
    probe.drawImage(tile.bitmap, x0 - tile.x, y0 - tile.y, w, h, x0 - area.x0, y0 - area.y0, w, h);
  });
  return probe.getImageData(0, 0, width, height).data;
}

/** [r, g, b] of one pixel of a loaded image; null outside it or while it loads. */
export function readPixel(levels, x, y) {
  const level = levels[0];
  if (!level || x < 0 || y < 0 || x >= level.width || y >= level.height) return null;
  return Array.from(readPixels(levels, { x0: x, y0: y, x1: x + 1, y1: y + 1 }).slice(0, 3));
}
