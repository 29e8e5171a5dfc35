import type { Rule } from 'antd/es/form';

const ID = /^\d{20}$/;

/** Warns of an id that no device of GA/T 1400 has; some do send others, so it stops nobody. */
export const digits =
  (say: (length: number) => string): Rule =>
  ({ getFieldValue }) => ({
    warningOnly: true,
    validator: (_, code: string | undefined) => {
      const given = code?.trim() ?? '';
      const isOdd = given !== '' && getFieldValue('protocol') === 'gat1400' && !ID.test(given);
      return isOdd ? Promise.reject(say(given.length)) : Promise.resolve();
    },
  });
