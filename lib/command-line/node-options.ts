/** Options of Node.js for a process that is started, beside those that this one was given. */
export function nodeOptions(more: readonly string[]): NodeJS.ProcessEnv {
  return { NODE_OPTIONS: [process.env['NODE_OPTIONS'] ?? '', ...more].join(' ').trim() };
}
