import { spawn } from 'node:child_process';
import { CommandFailure } from './command-failure';

/** How a child process ended and the last of what it said. */
export interface Ended {
  readonly exitCode: number;
  readonly stderr: string;
  readonly stdout: string;
}

export interface ChildOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Aborted when the person at the terminal wants to stop. */
  readonly stop: AbortSignal;
  /** Also show what the child prints. */
  readonly loud: boolean;
}

/** As much of a child's output is kept: its end, where errors stand. */
const kept = 1024 * 1024;

/** How long a child may take to stop on its own before it is killed. */
const graceSeconds = 3;

/** Runs `command` in a process group of its own, so that stopping it stops what it has started. */
export function runChild([program, ...args]: readonly [string, ...string[]], from: string, options: ChildOptions): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: options.env, stdio: ['ignore', 'pipe', 'pipe'], detached: true, windowsHide: true });
    const said = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        said[name] = (said[name] + text).slice(-kept);
        if (options.loud) process.stderr.write(text);
      });
    }
    const stopping = stopWith(options.stop, child.pid);
    child.on('error', (error) => {
      stopping.forget();
      reject(new CommandFailure(`${from}: must start with a program that can be run, got ${JSON.stringify(program)} (${error.message})`));
    });
    child.on('close', (code) => {
      stopping.forget();
      resolve({ exitCode: code ?? 1, ...said });
    });
  });
}

function stopWith(stop: AbortSignal, pid: number | undefined): { forget(): void } {
  let timer: NodeJS.Timeout | undefined;
  const end = (): void => {
    signalGroup(pid, 'SIGTERM');
    timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), graceSeconds * 1000);
  };
  if (stop.aborted) end();
  stop.addEventListener('abort', end, { once: true });
  return {
    forget() {
      clearTimeout(timer);
      stop.removeEventListener('abort', end);
    },
  };
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended in the meantime.
  }
}
