/** One thing that verification found: where, what and how often. Never the value. */
export interface Finding {
  readonly at: string;
  readonly what: string;
  readonly count: number;
}

export interface Gate {
  readonly gate: string;
  readonly passed: boolean;
  /** What was looked at, in numbers: how many rows, columns, values. */
  readonly examined: number;
  readonly findings: readonly Finding[];
}

/** Counts findings by place and kind. */
export class Findings {
  private readonly counts = new Map<string, Finding>();

  public add(at: string, what: string, count = 1): void {
    const key = `${at}\n${what}`;
    this.counts.set(key, { at, what, count: (this.counts.get(key)?.count ?? 0) + count });
  }

  public merge(findings: readonly Finding[]): void {
    for (const { at, what, count } of findings) this.add(at, what, count);
  }

  public all(): readonly Finding[] {
    return [...this.counts.values()];
  }

  public gate(gate: string, examined: number): Gate {
    const findings = [...this.counts.values()].toSorted((a, b) => (a.at < b.at ? -1 : 1));
    return { gate, passed: findings.length === 0, examined, findings };
  }
}
