import { env } from 'node:process';

/** Is every failure to be tried, not only as many as fit into minutes? Said by `npm run test:faults -- --full`. */
// biome-ignore lint/style/noProcessEnv: how long the tests may take is for whoever starts them to say.
export const fullFaults = env.CUTOVER_FAULTS === 'full';
