import { registersEn } from './registers.en';
import { registersZh } from './registers.zh';

/** The texts of the pages on lists, residents, accounts, duty and audit. */
export const registersWords = { zh: registersZh, en: registersEn };
