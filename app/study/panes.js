// Pictures of one size in panes of one size, zoomed and moved together. Scale and centre are kept in picture pixels, so
// that every pane shows the same part.

const LARGEST = 16; // screen pixels of one picture pixel

export class Panes {
  // `clicked(side)`: a click or tap that moved nothing.
  constructor(root, clicked) {
    this.root = root;
    this.clicked = clicked;
    this.pictures = new Map();
    this.visible = [];
    this.zoom = 1;
    this.centre = [0, 0];
    this.pointers = new Map();
    new ResizeObserver(() => this.layout()).observe(root);
    root.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    root.addEventListener("pointerdown", (event) => this.down(event));
    root.addEventListener("pointermove", (event) => this.move(event));
    for (const name of ["pointerup", "pointercancel"]) root.addEventListener(name, (event) => this.up(event));
    root.addEventListener("dblclick", (event) => this.toggle(event));
  }

  // Load {side: address} of pictures of width × height px; nothing is shown before all are there.
  async load(addresses, names, width, height) {
    this.root.replaceChildren();
    this.pictures.clear();
    this.visible = [];
    [this.width, this.height] = [width, height];
    this.centre = [width / 2, height / 2];
    this.zoom = 1;
    const loading = Object.entries(addresses).map(async ([side, address]) => {
      const pane = document.createElement("figure");
      const label = document.createElement("figcaption");
      const image = document.createElement("img");
      label.textContent = names[side];
      image.alt = names[side].length > 1 ? names[side] : `Picture ${names[side]}`;
      image.draggable = false;
      image.src = address;
      pane.dataset.side = side;
      pane.append(image, label);
      await image.decode();
      return [side, pane];
    });
    for (const [side, pane] of await Promise.all(loading)) this.pictures.set(side, pane);
  }

  show(sides) {
    this.visible = sides.filter((side) => this.pictures.has(side));
    const wanted = this.visible.map((side) => this.pictures.get(side));
    if (wanted.length !== this.root.children.length || wanted.some((pane, i) => pane !== this.root.children[i])) this.root.replaceChildren(...wanted);
    this.layout();
  }

  layout() {
    const count = this.visible.length;
    if (!count) return;
    const [width, height] = [this.root.clientWidth, this.root.clientHeight];
    let best = [0, 1]; // one row, unless more rows show larger pictures
    for (let columns = count; columns >= 1; columns--) {
      if (count === 4 && columns === 3) continue;
      const scale = Math.min(width / columns / this.width, height / Math.ceil(count / columns) / this.height, 1);
      if (scale > best[0] * 1.1) best = [scale, columns];
    }
    const rows = Math.ceil(count / best[1]);
    this.root.style.gridTemplateColumns = `repeat(${best[1]}, minmax(0, 1fr))`;
    this.root.style.gridTemplateRows = `repeat(${rows}, minmax(0, 1fr))`;
    this.draw();
  }

  get frame() {
    return this.root.firstElementChild.getBoundingClientRect();
  }

  // Screen pixels of a picture pixel when the whole picture is seen. Small pictures are not enlarged.
  get fit() {
    return Math.min(this.frame.width / this.width, this.frame.height / this.height, 1);
  }

  get scale() {
    return this.fit * this.zoom;
  }

  draw() {
    if (!this.root.firstElementChild) return;
    const { width, height } = this.frame;
    const scale = this.scale;
    const centre = this.bounded();
    const x = Math.round((width / 2 - centre[0] * scale) * devicePixelRatio) / devicePixelRatio;
    const y = Math.round((height / 2 - centre[1] * scale) * devicePixelRatio) / devicePixelRatio;
    for (const side of this.visible) {
      const image = this.pictures.get(side).firstElementChild;
      image.style.width = `${this.width * scale}px`;
      image.style.height = `${this.height * scale}px`;
      image.style.transform = `translate(${x}px, ${y}px)`;
      image.classList.toggle("pixels", scale * devicePixelRatio >= 2);
    }
  }

  // The centre as these panes can show it. In larger ones more is seen, so what was chosen is kept for later.
  bounded() {
    const { width, height } = this.frame;
    const within = (centre, size, seen) => (seen >= size ? size / 2 : Math.min(size - seen / 2, Math.max(seen / 2, centre)));
    return [within(this.centre[0], this.width, width / this.scale), within(this.centre[1], this.height, height / this.scale)];
  }

  // Zoom by `factor`; the picture point at `at` (screen pixels in a pane, by default its middle) stays where it is.
  by(factor, at) {
    if (!this.root.firstElementChild) return;
    const { width, height } = this.frame;
    const from = at || [width / 2, height / 2];
    const before = this.scale;
    this.centre = this.bounded();
    this.zoom = Math.min(Math.max(1, LARGEST / this.fit), Math.max(1, this.zoom * factor));
    const after = this.scale;
    this.centre = [
      this.centre[0] + (from[0] - width / 2) * (1 / before - 1 / after),
      this.centre[1] + (from[1] - height / 2) * (1 / before - 1 / after),
    ];
    this.centre = this.bounded();
    this.draw();
  }

  // Between the whole picture and one picture pixel on one screen pixel (twice that where the whole is as large).
  toggle(event) {
    const own = 1 / devicePixelRatio;
    const target = own / this.fit > 1.05 ? own / this.fit : (2 * own) / this.fit;
    this.by(this.zoom > 1.001 ? 0 : target, event && this.place(event));
  }

  place(event) {
    const boxes = [...this.root.children].map((pane) => pane.getBoundingClientRect());
    const box = boxes.find((b) => event.clientX < b.right && event.clientY < b.bottom) || boxes[0];
    return [event.clientX - box.left, event.clientY - box.top];
  }

  wheel(event) {
    event.preventDefault();
    this.by(Math.exp(-Math.max(-100, Math.min(100, event.deltaY)) / 250), this.place(event));
  }

  down(event) {
    if (event.button !== 0 || !event.target.closest("figure")) return;
    this.root.setPointerCapture(event.pointerId);
    if (!this.pointers.size) this.moved = 0;
    this.pointers.set(event.pointerId, { x: event.clientX, y: event.clientY, side: event.target.closest("figure").dataset.side });
  }

  move(event) {
    const known = this.pointers.get(event.pointerId);
    if (!known) return;
    const others = [...this.pointers.values()].filter((p) => p !== known);
    const [dx, dy] = [event.clientX - known.x, event.clientY - known.y];
    this.moved += Math.hypot(dx, dy);
    if (others.length) {
      const before = Math.hypot(known.x - others[0].x, known.y - others[0].y);
      const after = Math.hypot(event.clientX - others[0].x, event.clientY - others[0].y);
      const box = this.pictures.get(known.side).getBoundingClientRect();
      const middle = [(event.clientX + others[0].x) / 2 - box.left, (event.clientY + others[0].y) / 2 - box.top];
      if (before > 4) this.by(after / before, middle);
    }
    const share = 1 / this.pointers.size;
    this.centre = [this.centre[0] - (dx * share) / this.scale, this.centre[1] - (dy * share) / this.scale];
    this.centre = this.bounded();
    [known.x, known.y] = [event.clientX, event.clientY];
    this.draw();
  }

  up(event) {
    const known = this.pointers.get(event.pointerId);
    this.pointers.delete(event.pointerId);
    if (known && event.type === "pointerup" && !this.pointers.size && this.moved < 5) this.clicked(known.side);
  }
}
