/** The Chinese texts, written first; `en.ts` says the same in English of its own. */
export const zh = {
  name: '安邻',
  nav: { situation: '态势', queue: '待办', devices: '设备', models: '模型' },
  shell: {
    skip: '跳到内容',
    main: '主要页面',
    language: 'English',
    toLight: '换成浅色',
    toDark: '换成深色',
    signOut: '退出登录',
    account: '我的账号',
    keys: '键盘',
  },
  problem: {
    notFound: '没有这个页面。',
    notFoundNext: '它可能已改名。请从上方选择页面。',
  },
};

export type Words = typeof zh;
