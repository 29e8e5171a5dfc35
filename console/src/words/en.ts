import type { Words } from './zh';

export const en: Words = {
  name: 'Anlin',
  nav: { situation: 'Situation', queue: 'Queue', devices: 'Devices', models: 'Models' },
  shell: {
    skip: 'Skip to content',
    main: 'Main pages',
    language: '中文',
    toLight: 'Light theme',
    toDark: 'Dark theme',
    signOut: 'Sign out',
    account: 'My account',
    keys: 'Keyboard',
  },
  problem: {
    notFound: 'There is no such page.',
    notFoundNext: 'It may have a new name. Choose a page above.',
  },
};
