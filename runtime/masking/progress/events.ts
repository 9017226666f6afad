/** What a run tells while it works: names, counts and states, never values. */
export type MaskEvent =
  | { readonly event: 'planning' | 'constraining' | 'verifying' }
  | { readonly event: 'planned'; readonly plan: string; readonly tables: number; readonly rows: number; readonly chunks: number }
  | { readonly event: 'chunk'; readonly table: string; readonly chunk: number; readonly rows: number }
  | { readonly event: 'synthetic'; readonly table: string; readonly rows: number }
  | { readonly event: 'gate'; readonly gate: string; readonly passed: boolean; readonly findings: number }
  | { readonly event: 'finished'; readonly plan: string };

export type Report = (event: MaskEvent) => void;
