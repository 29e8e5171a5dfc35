/** The texts of the page on cases: not in the catalogue of the first page, which has little room. */
export const casesZh = {
  most: (place: string, kind: string, about: string, atMost: number) =>
    `本周 ${place} 的${kind}预计最多：约 ${about} 起，二十次有十九次不超过 ${atMost} 起`,
  above: (places: number) => `${places} 处的案件已超过预计上限`,
  tooYoung: (known: number, needed: number) => `案件记录只有 ${known} 周，满 ${needed} 周后才能预计`,
  quiet: '最近没有案件',
  all: '全部类型',
  kind: '案件类型',
  place: '网格与类型',
  soFar: '本周已有',
  expected: '预计',
  atMost: '上限',
  weeks: '近 12 周',
  isAbove: '超过上限',
  bars: (weeks: string) => `每周起数，从早到晚：${weeks}`,
  panel: '一个网格的一类案件',
  sentence: (about: string, atMost: number) => `这一周预计约 ${about} 起，二十次有十九次不超过 ${atMost} 起。`,
  notYet: '已知的周数还不够，不能预计。',
  byWeek: '每周起数',
  week: '周（周一）',
  count: '起数',
  thisWeek: '本周至今',
  advice: '可以做什么',
  toMap: '在地图上看',
  toAlert: '去看预警',
  hint: '只看地点和时间，从不评价任何人；市民上报和投诉不计入。同一条记录两个渠道抄送只算一次。',
  first: (shown: number, total: number) => `先列 ${shown} 项，共 ${total} 项；选一个类型可看其余。`,
  empty: '这里还没有案件数据',
  emptyNext:
    '派出所的案件数据接入并对应到网格后，会显示每周多少起、这周可能多少起；以往的案件可以用 anlin import 带进来。',
};

export const casesEn: typeof casesZh = {
  most: (place, kind, about, atMost) =>
    `Most ${kind} this week are expected in ${place}: about ${about}, nineteen times in twenty no more than ${atMost}`,
  above: (places) =>
    places === 1
      ? 'One place already has more cases than expected'
      : `${places} places already have more cases than expected`,
  tooYoung: (known, needed) => `Cases are known for ${known} weeks only; a forecast needs ${needed}`,
  quiet: 'No cases lately',
  all: 'All kinds',
  kind: 'Kind of case',
  place: 'Grid and kind',
  soFar: 'This week',
  expected: 'Expected',
  atMost: 'At most',
  weeks: 'Last 12 weeks',
  isAbove: 'above the bound',
  bars: (weeks) => `Cases a week, oldest first: ${weeks}`,
  panel: 'One kind of case in one grid',
  sentence: (about, atMost) =>
    `About ${about} are expected in the whole week, nineteen times in twenty no more than ${atMost}.`,
  notYet: 'Too few weeks are known for a forecast.',
  byWeek: 'Cases a week',
  week: 'Week (Monday)',
  count: 'Cases',
  thisWeek: 'this week until now',
  advice: 'What can be done',
  toMap: 'On the map',
  toAlert: 'To the alert',
  hint: "Places and times only; nobody is ever scored. Citizens' reports and complaints do not count. A record that two feeds bring counts once.",
  first: (shown, total) => `The first ${shown} of ${total}; choose a kind for the others.`,
  empty: 'No cases are known here',
  emptyNext:
    "Once a station's feed of cases is connected and its grids are mapped, cases a week and what this week may bring stand here; earlier ones can be brought along with anlin import.",
};

export const casesWords = { zh: casesZh, en: casesEn };
