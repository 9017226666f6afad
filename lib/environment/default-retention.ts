import { EnvironmentRetention } from './retention';

/** How long things are kept where nothing is said: the same for every kind of environment. */
export const defaultRetention: EnvironmentRetention = { logsDays: 365, backupsDays: 35, objectVersionsDays: 90, deletedKeysDays: 30 };
