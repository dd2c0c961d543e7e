// Wheel, drag, pinch, double-click. Positions are device pixels inside a pane's canvas.

const DRAG_SLOP = 3;

/**
 * `target` answers: paneAt(event) → {pane, x, y} or null; drag(pane, dx, dy, offset), zoom(pane, x, y, factor),
 * toggle(pane, x, y), hover(pane, x, y) or hover(null), box(pane, from, to, done), wantsBox(event), canZoomOut(), canPan().
 */
export function attachPointer(stage, target) {
  const pointers = new Map();
  let gesture = null;

  const middle = () => {
    const [a, b] = [...pointers.values()];
    return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, span: Math.max(Math.hypot(a.x - b.x, a.y - b.y), 1) };
  };

  stage.addEventListener('wheel', (event) => {
    const at = target.paneAt(event);
    if (!at) return;
    // Zooming out of the whole image scrolls the page instead, so that the wheel can always leave the viewer.
    if (event.deltaY > 0 && !event.ctrlKey && !target.canZoomOut()) return;
    event.preventDefault();
    const lines = event.deltaMode === 1 ? 16 : 1;
    target.zoom(at.pane, at.x, at.y, Math.exp(-event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.0022)));
  }, { passive: false });

  stage.addEventListener('pointerdown', (event) => {
    if (event.button > 1 || event.target.closest('button, input, select, .pl-popover')) return;
    const at = target.paneAt(event);
    if (!at) return;
    at.pane.figure.focus({ preventScroll: true });
    pointers.set(event.pointerId, { x: at.x, y: at.y });
    if (pointers.size === 2) {
      gesture = { kind: 'pinch', pane: at.pane, ...middle() };
    } else if (pointers.size === 1) {
      const box = target.wantsBox(event);
      if (!box && event.pointerType === 'touch' && !target.canPan()) return;
      gesture = { kind: box ? 'box' : 'pan', pane: at.pane, x: at.x, y: at.y, from: at, offset: event.altKey, moved: false };
    }
    stage.setPointerCapture(event.pointerId);
  });

  stage.addEventListener('pointermove', (event) => {
    const at = target.paneAt(event, gesture?.pane);
    if (at && event.pointerType !== 'touch') target.hover(at.pane, at.x, at.y);
    if (!pointers.has(event.pointerId) || !at || !gesture) return;
    pointers.set(event.pointerId, { x: at.x, y: at.y });
    if (gesture.kind === 'pinch' && pointers.size === 2) {
      const now = middle();
      target.drag(gesture.pane, now.x - gesture.x, now.y - gesture.y, false);
      target.zoom(gesture.pane, now.x, now.y, now.span / gesture.span);
      Object.assign(gesture, now);
    } else if (gesture.kind !== 'pinch') {
      gesture.moved ||= Math.hypot(at.x - gesture.from.x, at.y - gesture.from.y) > DRAG_SLOP;
      if (!gesture.moved) return;
      if (gesture.kind === 'box') target.box(gesture.pane, gesture.from, at, false);
      else target.drag(gesture.pane, at.x - gesture.x, at.y - gesture.y, gesture.offset);
      gesture.x = at.x;
      gesture.y = at.y;
      stage.classList.add('pl-dragging');
    }
  });

  const release = (event) => {
    if (!pointers.delete(event.pointerId)) return;
    if (gesture?.kind === 'box' && gesture.moved) target.box(gesture.pane, gesture.from, gesture, true);
    else if (event.type === 'pointerup' && event.pointerType === 'touch' && !gesture?.moved) {
      const at = target.paneAt(event);
      if (at) target.hover(at.pane, at.x, at.y);
    }
    gesture = null;
    stage.classList.remove('pl-dragging');
  };
  stage.addEventListener('pointerup', release);
  stage.addEventListener('pointercancel', release);
  stage.addEventListener('pointerleave', (event) => {
    if (event.pointerType !== 'touch') target.hover(null);
  });
  stage.addEventListener('dblclick', (event) => {
    if (event.target.closest('button, input')) return;
    const at = target.paneAt(event);
    if (at) target.toggle(at.pane, at.x, at.y);
  });
}
