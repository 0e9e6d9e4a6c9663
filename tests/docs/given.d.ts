// What the examples take for given: an application around them.

declare const password: string;
/** Asks a person. */
declare function ask(realm: string, refused: boolean): Promise<string>;
/** Asks the application's own server. */
declare function fetchHa1(realm: string, algorithm: string): Promise<string>;

/** The server's side of an example runs in Node. */
declare module "node:crypto" {
  export function createHash(algorithm: string): { update(text: string): { digest(form: "hex"): string } };
}
