// Made by `python -m app.viewer.payload`.

export interface ScoreItem {
  name: string;
  value: string;
}

export interface ProtocolRecord {
  id: string;
  label: string;
  title: string;
}

export interface PaneRecord {
  name: string;
  label: string;
  file: string;
  width: number;
  height: number;
  sha256: string;
  badge?: string | null;
  origin?: string;
  source?: boolean;
  scores?: ScoreItem[];
  score_text?: string;
  follows?: boolean;
  legend_below?: boolean;
}

export interface FlowRecord {
  file: string;
  columns: number;
  rows: number;
  width: number;
  height: number;
  scale_x: number;
  scale_y: number;
  step_px: number;
}

export interface SaveOptions {
  address: string;
  figure: string;
  exif: boolean;
  place: boolean;
}

export interface ViewerPayload {
  id: string | null;
  title: string;
  query: string;
  width: number;
  height: number;
  reference: string | null;
  scored_against: 'truth' | 'input';
  protocol: ProtocolRecord;
  visible: string[];
  panes: PaneRecord[];
  flow: FlowRecord | null;
  view?: Record<string, any>;
  save?: SaveOptions;
}
