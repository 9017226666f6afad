/** Options of Node.js for a process that is started, beside those that this one was given. */
export function nodeOptions(more: readonly string[]): NodeJS.ProcessEnv {
  return { NODE_OPTIONS: [process.env['NODE_OPTIONS'] ?? '', ...more].join(' ').trim() };
}

/** Context of an app that is run without noting where in the source its constructs are made: it takes a fifth of the time. Wants `--stack-trace-limit=0`, too. */
export const withoutSourceLines = { 'aws:cdk:disable-stack-trace': true, 'aws:cdk:disable-creation-stack-traces': true } as const;
