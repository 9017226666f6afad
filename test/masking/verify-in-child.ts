import worker, { isMainThread } from 'node:worker_threads';
import { parsePolicy } from '../../runtime/masking/policy/parse-policy';
import { verifyMasking } from '../../runtime/masking/verify/verify-masking';

/** One verification in a process of its own, with threads, which run the program that this is bundled into. */
async function main([source = '', target = '', policy = '', threads = '1', fate = 'live']: readonly string[]): Promise<void> {
  const { Worker } = worker;
  if (fate === 'die') worker.Worker = class extends Worker {
    public constructor() {
      super("require('node:worker_threads').parentPort.once('message', () => process.exit(0))", { eval: true });
    }
  };
  const { gates, rows, distinct, unsearched } = await verifyMasking({ target, policy: parsePolicy(policy), ...(source === '' ? {} : { source }), ...(threads === 'any' ? {} : { threads: Number(threads) }) });
  process.stdout.write(JSON.stringify({
    gates: gates.map(({ gate, passed, examined, findings }) => ({ gate, passed, findings, ...(gate === 'residue' ? {} : { examined }) })), rows: [...rows], distinct: [...distinct], unsearched,
  }));
}

// A thread loads this file as a module, and must not begin all over.
if (isMainThread) {
  main(process.argv.slice(2)).catch((error: Error) => {
    process.stderr.write(error.message);
    process.exit(1);
  });
}
