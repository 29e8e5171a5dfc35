/** The texts of joint dispatch, of volunteers' tasks, and of positions on a task. */
export const dispatchZh = {
  answer: (open: number, waiting: number) =>
    open === 0
      ? '现在没有联动'
      : waiting > 0
        ? `${open} 起联动，${waiting} 个单位等签收`
        : `${open} 起联动，都有人在办`,
  lead: '一条预警，几个单位各办各的：各自签收、到场、反馈。牵头单位核查通过，预警办结，其余随之撤回。',
  empty: '现在没有联动',
  emptyNext: '一个单位办不了的预警，在预警页点「联动派出」，就会出现在这里。',
  send: '联动派出',
  sendLead: '只列出这里有人在岗、且能处置这类预警的单位。',
  alert: '预警',
  unit: '单位',
  what: '做什么',
  isLead: '牵头',
  leads: '由谁牵头',
  more: '再加一个单位',
  less: '去掉',
  add: '增加单位',
  noUnits: '这里没有在岗且能处置这类预警的单位。请先在「账号」登记人员的单位。',
  states: {
    waiting: '等签收',
    accepted: '已签收',
    handling: '在现场',
    resolved: '已反馈',
    verified: '已核查',
    released: '已撤回',
  },
  steps: { accept: '签收', arrive: '到场', resolve: '反馈', verify: '核查通过', return: '返工' },
  holder: (name: string) => `${name} 在办`,
  nobody: '还没有人接',
  where: (lon: string, lat: string, m: number) => `位置 ${lon}, ${lat}（±${m} 米）`,
  share: '任务中共享我的位置',
  sharing: '正在共享位置，任务结束即停止',
  shareNote: '只在任务中，只给派单人看；任务结束即删除，最长 24 小时，不排名。',
  shareFailed: '手机没有给出位置，请检查定位权限。',
  ask: '请志愿者',
  askLead: '志愿者只看到做什么、在哪里。不要写姓名、电话、证件号、车牌。',
  volunteer: '志愿者',
  asked: '已请',
  noVolunteers: '这里没有在岗的志愿者。',
  helpers: '志愿者',
  taskStates: { offered: '等回复', taken: '在做', declined: '没有空', done: '做完了', over: '不用去了' },
};

export const dispatchEn: typeof dispatchZh = {
  answer: (open, waiting) =>
    open === 0
      ? 'No joint dispatch now'
      : `${open} joint ${open === 1 ? 'dispatch' : 'dispatches'}, ${waiting === 0 ? "each in somebody's hands" : `${waiting} ${waiting === 1 ? 'organisation has' : 'organisations have'} not accepted`}`,
  lead: 'One alert, several organisations, each with a part of its own. When the leading one is verified the alert closes and the rest is called back.',
  empty: 'No joint dispatch now',
  emptyNext: 'What one organisation cannot do alone is sent out jointly from its alert, and appears here.',
  send: 'Send jointly',
  sendLead: 'Organisations with somebody on duty here who may work on this kind of alert.',
  alert: 'Alert',
  unit: 'Organisation',
  what: 'What to do',
  isLead: 'leads',
  leads: 'Who leads',
  more: 'One more organisation',
  less: 'Take out',
  add: 'Add an organisation',
  noUnits: 'Nobody is on duty here who may work on this kind of alert. Accounts say who belongs to which organisation.',
  states: {
    waiting: 'Not accepted yet',
    accepted: 'Accepted',
    handling: 'On site',
    resolved: 'Reported back',
    verified: 'Verified',
    released: 'Called back',
  },
  steps: { accept: 'Accept', arrive: 'I am there', resolve: 'Report back', verify: 'Verify', return: 'Return' },
  holder: (name) => `${name} is on it`,
  nobody: 'Nobody has it yet',
  where: (lon, lat, m) => `At ${lon}, ${lat} (±${m} m)`,
  share: 'Share where I am during the task',
  sharing: 'Sharing where you are until the task ends',
  shareNote:
    'Only during the task, only for those who send people; deleted with the task, after 24 h at the latest, never ranked.',
  shareFailed: 'The phone gave no position; please check its permission.',
  ask: 'Ask a volunteer',
  askLead: 'Volunteers see what to do and where. No names, telephone, document or plate numbers.',
  volunteer: 'Volunteer',
  asked: 'Asked',
  noVolunteers: 'No volunteer is on duty here.',
  helpers: 'Volunteers',
  taskStates: {
    offered: 'Not answered',
    taken: 'On it',
    declined: 'No time',
    done: 'Done',
    over: 'Not needed any more',
  },
};

export const tasksZh = {
  answer: (open: number) => (open > 0 ? `有 ${open} 件事请您帮忙` : '现在没有请您帮忙的事'),
  lead: '请量力而行，注意安全；遇到危险请离开，并拨打 110。',
  emptyNext: '社区需要您时，会在这里说清做什么、在哪里。您可以不接。',
  take: '我去',
  decline: '没有空',
  done: '做完了',
  thanks: '谢谢您。',
};

export const tasksEn: typeof tasksZh = {
  answer: (open) =>
    open > 0 ? `You are asked for help with ${open} ${open === 1 ? 'thing' : 'things'}` : 'Nothing is asked of you now',
  lead: 'Do what you can, safely; if it is dangerous go away and call 110.',
  emptyNext: 'When the community needs you, it says here what to do and where. You may say no.',
  take: 'I will go',
  decline: 'No time',
  done: 'Done',
  thanks: 'Thank you.',
};
