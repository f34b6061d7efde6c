import { objectsContract } from '#ports/objects/objects.contract.ts';
import { adminOf, connect, startCluster } from './cluster.testing.ts';

objectsContract('a real API server', async () => {
  const plane = await startCluster({ controllers: true });
  const { client, objects } = connect(adminOf(plane));
  return {
    objects,
    // What etcd has forgotten, an API server still has in memory, unless it is another one.
    forget: async () => {
      await plane.compact();
      await plane.apiServer.kill('SIGKILL');
      await plane.apiServer.start();
      await plane.apiServer.ready();
    },
    close: async () => {
      client.close();
      await plane.close();
    },
  };
});
