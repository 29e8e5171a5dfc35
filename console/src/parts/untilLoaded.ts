const AGAIN_MS = 15_000;

/**
 * Loads a part that comes after its page, again and again while it cannot be had: without a network one waits for the
 * part alone, and the page stays.
 */
export async function untilLoaded<Loaded>(load: () => Promise<Loaded>): Promise<Loaded> {
  for (;;) {
    try {
      return await load();
    } catch {
      await new Promise((done) => setTimeout(done, AGAIN_MS));
    }
  }
}
