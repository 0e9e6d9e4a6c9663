// The WebSockets of one phone: the core speaks and listens over them, and they are closed here if it is gone.

export class Sockets {
  /** @type {Set<WebSocket>} */
  #open = new Set();

  /**
   * @param {string} url
   * @param {string} subprotocol
   * @returns {WebSocket}
   */
  open(url, subprotocol) {
    const socket = new WebSocket(url, subprotocol);
    this.#open.add(socket);
    socket.addEventListener("close", () => this.#open.delete(socket));
    return socket;
  }

  /** The core is gone, and the server would go on believing that somebody listens. */
  abandon() {
    for (const socket of this.#open) socket.close();
  }
}
