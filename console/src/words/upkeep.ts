/** The texts of the pages on upkeep and on crowds: not in the catalogue of the first page, which has little room. */
import { counted, figure } from './counted';

export const upkeepZh = {
  answer: (n: number, longest: string, zones: number) =>
    `${n} 台设备有故障，最久 ${longest}${zones ? `；${zones} 处看不见` : '，没有地方因此看不见'}`,
  allWell: (devices: number): string =>
    devices ? `${figure(devices)} 台设备都好，没有看不见的地方` : '还没有登记设备',
  device: '设备与故障',
  since: '多久了',
  blinds: '因此看不见',
  places: (n: number) => `${n} 处`,
  nothing: '无',
  behind: '后面的设备',
  work: '谁在处理',
  nobody: '还没有人',
  empty: '没有坏的设备',
  emptyNext: (devices: number): string =>
    devices
      ? '设备离线、被遮挡、报故障，或某处没有设备能看见时，会列在这里，影响大的在前。'
      : '先在「区域」导入场所和设备。',
  panel: '故障设备',
  colon: '：',
  comma: '、',
  blindsSentence: (zones: number, models: number) => `有 ${zones} 处因此看不见，${models} 个模型在那里判断不了。`,
  blindsNothing: '暂时没有地方因此看不见：别的设备还在看。',
  models: '判断不了的模型',
  modelsHint: '在这些地方，“没有预警”不代表平安。',
  zones: '看不见的地方',
  more: (n: number) => `另有 ${n} 处。`,
  toAlert: '去看检修任务',
  toDevice: '设备详情',
};

export const upkeepEn: typeof upkeepZh = {
  answer: (n, longest, zones) =>
    `${n} ${n === 1 ? 'device' : 'devices'} in trouble, longest ${longest}${zones ? `; ${zones} places unseen` : '; nothing is unseen'}`,
  allWell: (devices) =>
    devices ? `All ${counted(devices, 'device')} are well; nothing is unseen` : 'No device is registered yet',
  device: 'Device and fault',
  since: 'For',
  blinds: 'Blinds',
  places: (n) => `${n} ${n === 1 ? 'place' : 'places'}`,
  nothing: 'nothing',
  behind: 'Behind it',
  work: 'With',
  nobody: 'nobody yet',
  empty: 'Nothing is broken',
  emptyNext: (devices) =>
    devices
      ? 'Devices that are offline, covered or faulty, and places nothing can see, appear here; the gravest first.'
      : 'Import places and devices on the page Areas first.',
  panel: 'Broken device',
  colon: ': ',
  comma: ', ',
  blindsSentence: (zones, models) =>
    `${zones} ${zones === 1 ? 'place is' : 'places are'} unseen because of it; ${models} ${models === 1 ? 'model' : 'models'} cannot judge there.`,
  blindsNothing: 'Nothing is unseen because of it: other devices still watch.',
  models: 'Models that cannot judge',
  modelsHint: '“No alerts” there does not mean that all is well.',
  zones: 'Places unseen',
  more: (n) => `${n} more.`,
  toAlert: 'To the repair task',
  toDevice: 'Details of the device',
};

export const crowdZh = {
  colon: '：',
  now: (people: number, percent: number) => `现有 ${figure(people)} 人，占核定容量 ${percent}%`,
  unknown: '计数器没有消息，不知道有多少人',
  isFull: '，已满，请停止进入',
  fullIn: (minutes: number) => `；照现在的速度约 ${minutes} 分钟后满`,
  fullAt: (time: string, sure: boolean) => `；${time} 起的一小时${sure ? '会' : '可能'}满`,
  staysBelow: (hours: number) => `；${hours} 小时内不会满`,
  peak: (time: string, people: number, low: number, high: number) =>
    `${time} 起的一小时人最多，预计 ${figure(people)} 人，十有九次在 ${figure(low)} 到 ${figure(high)} 之间。`,
  tooYoung: (days: number, needed: number) =>
    days > 0
      ? `计数只有 ${days} 天，满 ${needed} 天后才能预报之后几小时；以前的计数可以用 anlin import 带进来。`
      : `还没有以往的计数，预报需要 ${needed} 天；以前的计数可以用 anlin import 带进来。`,
  forces: (duty: number, foot: number, car: number, boat: number): string =>
    `在岗可调 ${duty} 人；正在巡逻：步巡 ${foot}、车巡 ${car}、船巡 ${boat}`,
  toMap: '在地图上看',
  states: { calm: '平稳', yellow: '黄色', orange: '橙色', red: '红色', unknown: '不清楚' },
  limits: { yellow: '黄色：开始疏导', orange: '橙色：限制进入', red: '红色：停止进入' },
  expectedShort: '预计',
  capacity: (n: number) => `核定 ${figure(n)} 人`,
  rate: (n: number) => (n >= 0 ? `每分钟多 ${n} 人` : `每分钟少 ${-n} 人`),
  toAlert: '去看预警',
  before: '在那之前做什么',
  figures: '图中的数字',
  download: '下载 CSV',
  columns: ['时间', '实际', '预计', '下限', '上限'],
  empty: '这里没有要看人流的地方',
  emptyNext: '给场所登记核定容量、装上计数器后，会显示现有人数、几时会满、满之前做什么。',
};

export const crowdEn: typeof crowdZh = {
  colon: ': ',
  now: (people, percent) => `${figure(people)} people, ${percent}% of capacity`,
  unknown: 'its counter is silent; nobody knows how many there are',
  isFull: '; full, stop entry',
  fullIn: (minutes) => `; full in about ${minutes} min at this rate`,
  fullAt: (time, sure) => `; the hour from ${time} ${sure ? 'will' : 'may'} be full`,
  staysBelow: (hours) => `; not full within ${hours} hours`,
  peak: (time, people, low, high) =>
    `Fullest in the hour from ${time}: ${figure(people)} expected, nine times in ten between ${figure(low)} and ${figure(high)}.`,
  tooYoung: (days, needed) =>
    days > 0
      ? `Only ${counted(days, 'day')} counted; a forecast needs ${needed}. Earlier counts can be brought along with anlin import.`
      : `Nothing was counted before; a forecast needs ${needed} days. Earlier counts can be brought along with anlin import.`,
  forces: (duty, foot, car, boat) =>
    `${duty} on duty who can be called; on patrol: ${foot} on foot, ${car} by car, ${boat} by boat`,
  toMap: 'On the map',
  states: { calm: 'Calm', yellow: 'Yellow', orange: 'Orange', red: 'Red', unknown: 'Unknown' },
  limits: { yellow: 'Yellow: guide people away', orange: 'Orange: hold back entry', red: 'Red: stop entry' },
  expectedShort: 'expected',
  capacity: (n) => `capacity ${figure(n)}`,
  rate: (n) => (n >= 0 ? `${n} more a minute` : `${-n} fewer a minute`),
  toAlert: 'To the alert',
  before: 'What to do before that',
  figures: 'The figures of the chart',
  download: 'Download CSV',
  columns: ['Time', 'Counted', 'Expected', 'Low', 'High'],
  empty: 'No place here may fill up',
  emptyNext:
    'Give a place its published capacity and a counter: then how many there are, and when it fills, stands here.',
};

export const upkeepWords = { zh: upkeepZh, en: upkeepEn };
export const crowdWords = { zh: crowdZh, en: crowdEn };
