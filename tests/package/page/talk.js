// A whole call between two phones of one page, through the server that the address names; how it ended stands in the page.

export async function talk({ Phone, SipError }) {
  const { server, domain, password } = Object.fromEntries(new URLSearchParams(location.search));
  const [alice, bob] = ["alice", "bob"].map((user) => new Phone({ server, account: `sip:${user}@${domain}`, password }));
  const answering = new Promise((resolve) => bob.addEventListener("call", ({ call }) => resolve(call.answer())));
  // A phone tries again for a while; nobody here waits so long.
  const lost = new Promise((_, reject) => {
    alice.addEventListener("link", ({ error }) => error && reject(error));
  });
  const said = [];
  try {
    await Promise.race([lost, Promise.all([alice.start(), bob.start()])]);
    const call = alice.call("bob");
    const connected = new Promise((resolve) => {
      call.addEventListener("media", ({ state }) => state === "connected" && resolve());
    });
    await Promise.all([call.answered, answering, connected]);
    said.push("connected");
    call.hangUp();
    said.push(`ended by ${(await call.ended).by}`);
    await Promise.all([alice.close(), bob.close()]);
  } catch (error) {
    said.push(error instanceof SipError ? `${error.kind}: ${error.message}` : String(error));
  }
  document.documentElement.dataset.said = said.join(", ");
}
