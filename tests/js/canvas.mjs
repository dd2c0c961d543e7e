// Canvases, image data and bitmaps in software, where node has none: whole pixels, nearest neighbour, rectangles as
// clips. What modules paint can be looked at; lines and letters are kept as calls.

class SoftImageData {
  constructor(first, second, third) {
    const given = typeof first !== 'number';
    this.width = given ? second : first;
    this.height = given ? third ?? first.length / 4 / second : second;
    this.data = given ? first : new Uint8ClampedArray(first * second * 4);
  }
}

/** "#fff", "rgb(0 0 0 / 45%)" → [r, g, b, opacity]. */
function colour(text) {
  if (text.startsWith('#')) return [...[...text.slice(1)].map((digit) => parseInt(digit + digit, 16)), 1];
  const [r, g, b, percent = 100] = text.match(/[\d.]+/g).map(Number);
  return [r, g, b, percent / 100];
}

class SoftContext {
  constructor(canvas) {
    Object.assign(this, { canvas, calls: [], globalAlpha: 1, fillStyle: '#000', strokeStyle: '#000', stack: [], clipped: null, box: null });
  }

  /** A canvas that was given another size is empty. */
  get pixels() {
    const { width, height } = this.canvas;
    if (this.held?.width !== width || this.held.height !== height) this.held = new SoftImageData(width, height);
    return this.held.data;
  }

  at(x, y) {
    return Array.from(this.pixels.subarray((y * this.canvas.width + x) * 4, (y * this.canvas.width + x) * 4 + 4));
  }

  each(x0, y0, width, height, paint) {
    const c = this.clipped ?? { x: 0, y: 0, width: this.canvas.width, height: this.canvas.height };
    for (let y = Math.max(y0, c.y, 0); y < Math.min(y0 + height, c.y + c.height, this.canvas.height); y += 1) {
      for (let x = Math.max(x0, c.x, 0); x < Math.min(x0 + width, c.x + c.width, this.canvas.width); x += 1) {
        paint((y * this.canvas.width + x) * 4, x, y);
      }
    }
  }

  blend(i, [r, g, b, a]) {
    const own = this.pixels;
    [r, g, b].forEach((value, c) => { own[i + c] = own[i + c] * (1 - a) + value * a; });
    own[i + 3] = Math.max(own[i + 3], a * 255);
  }

  clearRect(x, y, width, height) { this.each(x, y, width, height, (i) => this.pixels.fill(0, i, i + 4)); }

  fillRect(x, y, width, height) { this.each(x, y, width, height, (i) => this.blend(i, colour(this.fillStyle))); }

  drawImage(source, ...given) {
    const from = source.getContext ? source.getContext('2d').pixels : source.data;
    const own = this.pixels;
    const [sx, sy, sw, sh, dx, dy, dw, dh] = given.length === 8 ? given : [0, 0, source.width, source.height, ...given, source.width, source.height];
    this.each(Math.round(dx), Math.round(dy), Math.round(dw), Math.round(dh), (i, x, y) => {
      const j = (Math.floor(sy + ((y + 0.5 - dy) * sh) / dh) * source.width + Math.floor(sx + ((x + 0.5 - dx) * sw) / dw)) * 4;
      const alpha = (from[j + 3] / 255) * this.globalAlpha;
      for (let c = 0; c < 3; c += 1) own[i + c] = own[i + c] * (1 - alpha) + from[j + c] * alpha;
      own[i + 3] = Math.max(own[i + 3], alpha * 255);
    });
  }

  getImageData(x0, y0, width, height) {
    const out = new SoftImageData(width, height);
    for (let y = 0; y < height; y += 1) {
      const start = ((y0 + y) * this.canvas.width + x0) * 4;
      out.data.set(this.pixels.subarray(start, start + width * 4), y * width * 4);
    }
    return out;
  }

  putImageData(image, x0, y0) {
    for (let y = 0; y < image.height; y += 1) {
      this.pixels.set(image.data.subarray(y * image.width * 4, (y + 1) * image.width * 4), ((y0 + y) * this.canvas.width + x0) * 4);
    }
  }

  save() { this.stack.push([this.clipped, this.globalAlpha]); }

  restore() { [this.clipped, this.globalAlpha] = this.stack.pop(); }

  rect(x, y, width, height) { this.box = { x, y, width, height }; }

  clip() { this.clipped = this.box; }

  measureText(text) { return { width: text.length * 6 }; }
}
for (const name of ['beginPath', 'closePath', 'moveTo', 'lineTo', 'stroke', 'strokeRect', 'fillText', 'strokeText']) {
  SoftContext.prototype[name] = function remember(...given) { this.calls.push([name, ...given]); };
}

/** An image as tiles of one level: what the viewer holds of a loaded image. */
export const levelsOf = (image) => [{ ...image, tiles: [{ x: 0, y: 0, width: image.width, height: image.height, bitmap: { ...image, close() {} } }] }];

/** RGBA bytes by `value(x, y)` → [r, g, b]. */
export function picture(width, height, value) {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < width * height; i += 1) data.set([...value(i % width, Math.floor(i / width)), 255], i * 4);
  return { data, width, height };
}

/** A "file" of an image: its size and its bytes. */
export const fileOf = ({ data, width, height }) => new Blob([new Uint32Array([width, height]), data]);

async function softBitmap(source, ...given) {
  let image = source;
  if (source instanceof Blob) {
    const bytes = await source.arrayBuffer();
    const [width, height] = new Uint32Array(bytes, 0, 2);
    image = new SoftImageData(new Uint8ClampedArray(bytes, 8), width, height);
  }
  const [x, y, width, height] = given.length >= 4 ? given : [0, 0, image.width, image.height];
  const { resizeWidth = width, resizeHeight = height } = given.at(-1) ?? {};
  const canvas = new SoftCanvas(resizeWidth, resizeHeight);
  canvas.getContext('2d').drawImage(image, x, y, width, height, 0, 0, resizeWidth, resizeHeight);
  return { width: resizeWidth, height: resizeHeight, data: canvas.soft.pixels, closed: false, close() { this.closed = true; } };
}

class SoftCanvas {
  constructor(width, height) {
    Object.assign(this, { width, height });
    this.soft = new SoftContext(this);
  }

  getContext() { return this.soft; }
}

/** After openPage: canvases of the document, ImageData and createImageBitmap. */
export function openCanvases() {
  const prototype = Object.getPrototypeOf(document.createElement('canvas'));
  prototype.getContext = function context() { return this.soft ??= new SoftContext(this); };
  Object.assign(globalThis, { ImageData: SoftImageData, createImageBitmap: softBitmap });
}
