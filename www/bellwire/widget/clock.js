/** How long somebody has talked: on the screen, and read to nobody unasked. */
export class Clock {
  #element;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;

  /** @param {HTMLElement} element */
  constructor(element) {
    this.#element = element;
  }

  /**
   * Shows the time since then, or between the two; nothing where there is no beginning.
   *
   * @param {number} since
   * @param {number} until
   */
  show(since, until) {
    clearInterval(this.#timer);
    this.#element.hidden = !since;
    if (!since) return;
    const tick = () => {
      const seconds = Math.floor(((until || Date.now()) - since) / 1000);
      this.#element.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    };
    tick();
    if (!until) this.#timer = setInterval(tick, 1000);
  }
}
