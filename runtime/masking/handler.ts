/** The masking job as the command line loads it: bundled into one file with its libraries. */
export * from './commands/mask-commands';
