// What the viewer's parts share: see viewer.js.

import type { PaneRecord, ProtocolRecord, ViewerPayload } from './payload.d.ts';

/** What is shown; `viewer.state()` and `viewer.set()` speak it, links carry it. */
export interface ViewState {
  /** grid, row, wipe, flip, difference */
  layout: string;
  panes: string[];
  zoom: number | 'fit';
  x: number;
  y: number;
  flip: string | null;
  wipe: number[];
  wipeAxis: 'x' | 'y';
  reference: string | null;
  difference: { mode: string; channel: string; gain: number; map: string };
  regions: { x: number; y: number; width: number; height: number; why?: string }[];
  offsets: Record<string, [number, number]>;
  unlinked: Record<string, { zoom: number | 'fit'; x: number; y: number }>;
  labels: Record<string, string>;
  crosshair: boolean;
  minimap: boolean;
  values: boolean;
  follow: boolean;
  exposure: number;
  channel: string;
}

export interface Pane {
  name: string;
  record: PaneRecord;
  image: any;
  box: { width: number; height: number };
  [part: string]: any;
}

export interface Viewer {
  root: HTMLElement;
  data: ViewerPayload;
  state: ViewState;
  panes: Map<string, Pane>;
  protocol(): (ProtocolRecord & { switches: boolean }) | undefined;
  say(text: string): void;
  update(patch: Partial<ViewState>): void;
  [part: string]: any;
}
