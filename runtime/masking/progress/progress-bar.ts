import type { MaskEvent } from './events';

const width = 24;

/** Turns the events of a run into one line of a terminal: how much, how fast, how long to go. */
export class ProgressBar {
  private total = 0;
  private done = 0;
  private started = 0;

  public constructor(private readonly now: () => number = () => performance.now()) {}

  /** The line after an event, or undefined where nothing changes. */
  public line(event: MaskEvent): string {
    switch (event.event) {
      case 'planned':
        this.total = event.rows;
        this.started = this.now();
        return this.bar('masking');
      case 'chunk':
        this.done += event.rows;
        return this.bar(event.table);
      case 'planning': return 'planning';
      case 'constraining': return 'building keys and indexes';
      case 'verifying': return 'verifying';
      case 'synthetic': return `made ${event.rows.toLocaleString('en')} rows for ${event.table}`;
      case 'gate': return `${event.passed ? 'passed' : 'FAILED'} ${event.gate}${event.findings === 0 ? '' : `: ${event.findings} ${event.findings === 1 ? 'finding' : 'findings'}`}`;
      case 'finished': return `finished: ${this.done.toLocaleString('en')} rows in ${clock((this.now() - this.started) / 1000)}`;
    }
  }

  private bar(label: string): string {
    const share = this.total === 0 ? 0 : Math.min(1, this.done / this.total);
    const seconds = Math.max(0.001, (this.now() - this.started) / 1000);
    const speed = this.done / seconds;
    const left = speed > 0 ? Math.max(0, (this.total - this.done) / speed) : 0;
    const filled = Math.round(share * width);
    const bar = `${'█'.repeat(filled)}${'░'.repeat(width - filled)}`;
    return `${bar} ${String(Math.round(share * 100)).padStart(3)} % ${Math.round(speed).toLocaleString('en')} rows/s ${clock(left)} left ${label}`;
  }
}

function clock(seconds: number): string {
  const whole = Math.ceil(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
