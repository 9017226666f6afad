// Asks the own solver and z3 the same questions in turn. Prints one line of JSON: the medians in milliseconds.
import { compareWithZ3 } from './compare-with-z3';
import { stopZ3 } from './z3-oracle';

async function main(): Promise<void> {
  const { asked, unanswered, disagreements, own, z3 } = await compareWithZ3(Number(process.argv[2] ?? 300), 2_000_000);
  await stopZ3();
  process.stdout.write(`${JSON.stringify({ asked, unanswered, disagreements: disagreements.length, own: Number(own.toFixed(4)), z3: Number(z3.toFixed(3)) })}\n`);
}

void main();
