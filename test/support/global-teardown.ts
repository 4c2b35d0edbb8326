import { removeCluster } from '../../tools/embedded/cluster.js';
import { testServer } from './server.js';

export default async function globalTeardown(): Promise<void> {
  await removeCluster(testServer().directory);
}
