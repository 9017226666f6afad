import { ProgressBar } from '../progress/progress-bar';
import type { Report } from '../progress/events';

/** What a command writes to. */
export interface Terminal {
  /** A line of the result. */
  out(line: string): void;
  /** What goes on: over the last line on a terminal, unless that ended with a newline; a line each otherwise. */
  progress(text: string): void;
  readonly interactive: boolean;
}

/** Results stay on the screen; what goes on is written over. */
const staying: ReadonlySet<string> = new Set(['gate', 'synthetic', 'finished']);

/** Events as one JSON object a line, or as a bar on a terminal. */
export function reporter(terminal: Terminal, json: boolean): Report {
  if (json) return (event) => terminal.out(JSON.stringify(event));
  const bar = new ProgressBar();
  return (event) => {
    const line = bar.line(event);
    if (!terminal.interactive) return event.event === 'chunk' ? undefined : terminal.progress(line);
    terminal.progress(staying.has(event.event) ? `${line}\n` : line);
  };
}

/** The process's own terminal. */
export function processTerminal(): Terminal {
  const interactive = process.stderr.isTTY === true;
  return {
    interactive,
    out: (line) => process.stdout.write(`${line}\n`),
    progress: (text) => process.stderr.write(interactive ? `\r\u001b[2K${text}` : `${text}\n`),
  };
}
