import { AssemblyModel } from '../assembly/assembly-model';
import type { AssemblyStack } from '../assembly/load-assembly';
import { acknowledgementsIn } from './acknowledgements';
import { PASSES, type Pass } from './finding';
import { deliveryPass } from './passes/delivery';
import { dataPass } from './passes/data';
import { federationPass } from './passes/federation';
import { netPass } from './passes/net';
import { nameResolutionPass } from './passes/name-resolution';
import { networkPass } from './passes/network';
import { resourcePolicyPass } from './passes/resource-policies';
import { servicesPass } from './passes/services';
import { stringsPass } from './passes/strings';
import { trustPass } from './passes/trust';
import { ProofContext } from './proof-context';
import { makeReport, type ProofReport } from './report';
import type { Zones } from './zones';

/** The passes in the order in which they run; the resource policies need what the trust pass found. */
const STEPS: readonly { readonly pass: Pass; readonly run: (context: ProofContext) => void }[] = [
  { pass: 'trust', run: trustPass },
  { pass: 'resource-policies', run: resourcePolicyPass },
  { pass: 'services', run: servicesPass },
  { pass: 'federation', run: federationPass },
  { pass: 'network', run: networkPass },
  { pass: 'name-resolution', run: nameResolutionPass },
  { pass: 'data', run: dataPass },
  { pass: 'strings', run: stringsPass },
  { pass: 'delivery', run: deliveryPass },
  { pass: 'net', run: netPass },
];

/** How a proof is run. */
export interface ProofOptions {
  /** Told before each pass, for a progress line. */
  readonly progress?: (done: number, all: number, pass: string) => void;
  /** Day on which assumptions are judged, for example `2026-06-30`; today when left out. */
  readonly today?: string;
  /** Passes that are left out. For the tests that show that every pass is needed. */
  readonly without?: readonly Pass[];
}

/** Proves that no zone reaches another one except over declared pathways, or shows where it does. */
export function proveIsolation(stacks: readonly AssemblyStack[], zones: Zones, options: ProofOptions = {}): ProofReport {
  const context = new ProofContext(new AssemblyModel(stacks), zones);
  const steps = STEPS.filter(({ pass }) => !options.without?.includes(pass));
  steps.forEach(({ pass, run }, index) => {
    options.progress?.(index, steps.length, pass);
    run(context);
  });
  options.progress?.(steps.length, steps.length, 'done');
  return makeReport(context, {
    today: options.today ?? new Date().toISOString().slice(0, 10),
    passes: PASSES.filter((pass) => !options.without?.includes(pass)),
    acknowledgements: acknowledgementsIn(stacks),
  });
}
