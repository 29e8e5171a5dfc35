let isWished = false;

/** The next search box that appears takes the focus: for `/` on a page that has none. */
export function wishForSearch(): void {
  isWished = true;
}

/** Whether a search was wished for; fulfils it. */
export function takeSearchWish(): boolean {
  const was = isWished;
  isWished = false;
  return was;
}
