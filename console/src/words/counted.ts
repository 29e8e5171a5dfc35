/** A number as both languages write it: 3,808. */
export const figure = (n: number): string => n.toLocaleString('en');

/** A number with its English noun: "1 alert", "2 alerts". */
export const counted = (n: number, one: string, many = `${one}s`): string => `${figure(n)} ${n === 1 ? one : many}`;
