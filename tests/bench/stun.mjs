// A STUN server on loopback (RFC 8489): it answers after a while, or never. It says that all come from an address of the
// documentation's, as behind a NAT, for a browser leaves out the candidate that it has already.

import { createSocket } from "node:dgram";
import { once } from "node:events";

const BINDING_REQUEST = 0x0001;
const BINDING_RESPONSE = 0x0101;
const XOR_MAPPED_ADDRESS = 0x0020;
const COOKIE = 0x2112a442;
/** 203.0.113.1 */
const OUTSIDE = 0xcb007101;

/** Starts one that takes so many milliseconds; `null` is for ever. */
export async function startStun(delay) {
  const socket = createSocket("udp4");
  socket.on("message", (request, { address, port }) => {
    if (delay === null || request.readUInt16BE(0) !== BINDING_REQUEST) return;
    setTimeout(() => socket.send(answer(request, port), port, address), delay);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return {
    url: `stun:127.0.0.1:${socket.address().port}`,
    async stop() {
      socket.close();
      await once(socket, "close");
    },
  };
}

function answer(request, port) {
  const response = Buffer.alloc(32);
  response.writeUInt16BE(BINDING_RESPONSE, 0);
  response.writeUInt16BE(12, 2);
  // The cookie and the name of the transaction.
  request.copy(response, 4, 4, 20);
  response.writeUInt16BE(XOR_MAPPED_ADDRESS, 20);
  response.writeUInt16BE(8, 22);
  response.writeUInt8(1, 25);
  response.writeUInt16BE(port ^ (COOKIE >>> 16), 26);
  response.writeUInt32BE((OUTSIDE ^ COOKIE) >>> 0, 28);
  return response;
}
