/** The texts of the tab on confirmed matches that were wrong. */
const zh = {
  tab: '错误命中',
  answer: (n: number) => (n ? `${n} 起错误命中还没有告知当事人` : '没有待告知的错误命中'),
  lead: '确认过的命中查明是错的，立即更正：条目暂停、预警归档为误报、图片销毁、已公布数字更正；24 小时内告知被误的人。',
  report: '更正一起',
  alert: '预警编号',
  reason: '为什么是错的',
  reasonHint: '写事实，不写姓名、电话或证件号。',
  list: '名单',
  area: '区域',
  due: '告知期限',
  overdue: '已超期',
  told: '已告知',
  tell: '怎样告知的',
  how: { in_person: '当面', telephone: '电话', letter: '书面' },
  empty: '没有错误命中',
};

const en: typeof zh = {
  tab: 'Wrong matches',
  answer: (n) =>
    n
      ? `${n} wrong ${n === 1 ? 'match is' : 'matches are'} still to be told to whom they met`
      : 'Nobody is still to be told of a wrong match',
  lead: 'A confirmed match that was wrong is put right at once: entry suspended, alert closed as false, pictures destroyed, published figures corrected. Whom it met is told within 24 hours.',
  report: 'Put one right',
  alert: 'Number of the alert',
  reason: 'Why it was wrong',
  reasonHint: 'Facts; no name, telephone or document number.',
  list: 'List',
  area: 'Area',
  due: 'To be told by',
  overdue: 'overdue',
  told: 'told',
  tell: 'How they were told',
  how: { in_person: 'in person', telephone: 'by telephone', letter: 'by letter' },
  empty: 'No wrong match',
};

export const wrongWords = { zh, en };
