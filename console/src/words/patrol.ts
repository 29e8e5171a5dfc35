/** The texts of one's own patrol: not in the catalogue of the first page. */
export const patrolZh = {
  begin: '开始巡逻',
  lead: '巡逻期间可以共享位置，只给能派人的人看；结束即删除。',
  where: '在哪里',
  kind: '怎么走',
  kinds: { foot: '步巡', car: '车巡', boat: '船巡' },
  out: (kind: string, area: string, until: string) => `正在${kind}：${area}，最晚到 ${until}`,
  end: '结束巡逻',
};

export const patrolEn: typeof patrolZh = {
  begin: 'Go on patrol',
  lead: 'While you are out you may share your position with those who send people; it is deleted at the end.',
  where: 'Where',
  kind: 'How',
  kinds: { foot: 'On foot', car: 'By car', boat: 'By boat' },
  out: (kind, area, until) => `On patrol, ${kind.toLowerCase()}: ${area}, until ${until} at the latest`,
  end: 'End the patrol',
};

export const patrolWords = { zh: patrolZh, en: patrolEn };
