/** The texts of the bar that tells somebody that they, or their organisation, were asked. */
export const askedWords = {
  zh: { open: '收到，去看', more: (n: number) => `另有 ${n} 项。` },
  en: { open: 'Received, show me', more: (n: number) => `${n} more.` },
};
