import { runMasking } from '../../runtime/masking/engine/run-masking';
import { rootKeySource } from '../../runtime/masking/prf/key-source';
import { parsePolicy } from '../../runtime/masking/policy/parse-policy';

/** One run in a process of its own, so that it can be killed. */
const [source = '', target = '', policy = '', chunkPages = '2', workers = '1'] = process.argv.slice(2);
runMasking({ source, target, policy: parsePolicy(policy), keys: rootKeySource(Buffer.alloc(32, 7)), chunkPages: Number(chunkPages), workers: Number(workers), frozen: true })
  .then(() => process.exit(0), (error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  });
