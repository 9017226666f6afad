import Table = require('cli-table3');
import picocolors = require('picocolors');

/** What a command may write: results to stdout, everything else to stderr. */
export class Terminal {
  public readonly colors: ReturnType<typeof picocolors.createColors>;

  public constructor(options: { readonly color: boolean }) {
    this.colors = picocolors.createColors(options.color && wantsColor());
  }

  /** Writes one line of the result. */
  public result(line = ''): void {
    process.stdout.write(`${line}\n`);
  }

  /** Writes one line that is not the result. */
  public note(line: string): void {
    process.stderr.write(`${line}\n`);
  }

  /** Columns without borders. Cells are printed as they are: pass names through `plainText` first. */
  public table(head: readonly string[], rows: ReadonlyArray<readonly string[]>, rightAligned: readonly string[] = []): string {
    const table = new Table({
      head: head.map((title) => this.colors.dim(title)),
      colAligns: head.map((title) => (rightAligned.includes(title) ? 'right' : 'left')),
      chars: noBorders,
      style: { 'padding-left': 0, 'padding-right': 2, head: [], border: [], compact: true },
    });
    table.push(...rows.map((row) => [...row]));
    return table.toString().split('\n').map((line) => line.trimEnd()).join('\n');
  }

  /** Shows `what` and the seconds that pass, on a terminal only. Returns the function that takes it away again. */
  public progress(what: string): () => void {
    if (process.stderr.isTTY !== true) return () => undefined;
    const started = Date.now();
    const draw = (): void => {
      const seconds = Math.floor((Date.now() - started) / 1000);
      process.stderr.write(`\r${this.colors.cyan(frames[Math.floor(Date.now() / 100) % frames.length] ?? '')} ${what} ${seconds} s`);
    };
    draw();
    const timer = setInterval(draw, 100);
    return () => {
      clearInterval(timer);
      process.stderr.write('\r\u001b[K');
    };
  }
}

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

const noBorders = {
  top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '',
  left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '',
};

/** https://no-color.org: NO_COLOR wins; FORCE_COLOR next; otherwise only a terminal that can show it. */
function wantsColor(): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '' && FORCE_COLOR !== '0') return true;
  return process.stdout.isTTY === true && TERM !== 'dumb';
}
