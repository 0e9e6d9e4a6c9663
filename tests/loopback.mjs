// Where every server of the tests listens: on loopback, at a free port.

import { once } from "node:events";

/** Lets a server of Node's listen, of HTTP or of bytes; `stop` breaks its connections, those of WebSockets too. */
export async function listen(server) {
  const connections = new Set();
  server.on("connection", (socket) => {
    connections.add(socket);
    socket.once("close", () => connections.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  return {
    port,
    origin: `http://127.0.0.1:${port}`,
    async stop() {
      const closed = once(server, "close");
      server.close();
      for (const socket of connections) socket.destroy();
      await closed;
    },
  };
}
