// Loaded into the process of an app by the command line: tells the platform there which further swaps would tell most.
import { readMaterial, type View } from './material';
import { nextSwaps } from './next-swaps';

const read = new Map<string, View>();

Object.defineProperty(globalThis, Symbol.for('cdk-understudy.parity-swaps'), { value: (file: string): string[][] => nextSwaps(readMaterial(file, read)) });
