/** A number with its English noun: "1 alert", "2 alerts". */
export const counted = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;
