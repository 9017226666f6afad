import { isFault } from '../aws/fault';

/** Makes a call; where AWS refuses it for one of `faults`, what was wanted is so already. Says whether the call was taken. */
export async function unless(faults: readonly string[], call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call();
    return true;
  } catch (error) {
    if (!isFault(error, ...faults)) throw error;
    return false;
  }
}
