/** The texts of the map: what is drawn, what is found, what was. */
import { counted } from './counted';

export const mapZh = {
  map: '地图：小区、楼栋、预警。方向键移动，加减号缩放',
  zoomIn: '放大',
  zoomOut: '缩小',
  north: '转回正北；拖动可旋转',
  reasons: {
    unknown: '设备没有消息，现在看不见',
    not_covered: '没有设备看这里',
  },
  covers: {
    unknown: '有设备，但现在都没有消息',
    not_covered: '没有设备能提供所需的信息',
    off: '这里没有启用，或不在所用版本内',
  },
  layers: '地图上画什么',
  layersShort: '图层',
  devices: '设备',
  crowd: '人流',
  patrols: '力量',
  patrolKinds: { foot: '步巡', car: '车巡', boat: '船巡' },
  coverage: '哪里看得见…',
  covered: (covered: number, unknown: number, missing: number, off: number) =>
    [
      `${covered} 个区域看得见`,
      unknown && `${unknown} 个现在看不见`,
      missing && `${missing} 个没有设备`,
      off && `${off} 个未启用`,
    ]
      .filter(Boolean)
      .join('，'),
  open: (n: number) => `${n} 处未办结`,
  search: '找小区、楼栋、门：名称或拼音',
  notFound: '没有这个名字的地方；换个词或拼音首字母试试',
  kinds: { area: '区域', building: '楼栋', zone: '点位', device: '设备' },
  building: '楼栋',
  floors: '各层',
  floor: (n: number) => `${n} 层`,
  throughout: '整栋',
  houseAnswer: (floors: number, watched: number, unseen: number) =>
    `${floors} 层，登记 ${watched} 处${unseen ? `，${unseen} 处现在看不见` : ''}`,
};

export const mapEn: typeof mapZh = {
  map: 'Map: compounds, buildings, alerts. Arrow keys move, plus and minus zoom',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  north: 'Turn north up; drag to rotate',
  reasons: {
    unknown: 'Its devices are silent: it cannot be seen now',
    not_covered: 'No device watches this place',
  },
  covers: {
    unknown: 'There are devices, but none answers now',
    not_covered: 'No device here gives what it needs',
    off: 'Not switched on here, or not in this edition',
  },
  layers: 'What the map shows',
  layersShort: 'Layers',
  devices: 'Devices',
  crowd: 'Crowd',
  patrols: 'Forces',
  patrolKinds: { foot: 'on foot', car: 'by car', boat: 'by boat' },
  coverage: 'Where it can see…',
  covered: (covered, unknown, missing, off) =>
    [
      `${counted(covered, 'area')} covered`,
      unknown && `${unknown} silent now`,
      missing && `${missing} without devices`,
      off && `${off} switched off`,
    ]
      .filter(Boolean)
      .join(', '),
  open: (n) => `${n} open`,
  search: 'Find a place: name or pinyin',
  notFound: 'No place has this name; try another word or the initials in pinyin',
  kinds: { area: 'area', building: 'building', zone: 'place', device: 'device' },
  building: 'Building',
  floors: 'Floors',
  floor: (n) => `Floor ${n}`,
  throughout: 'Throughout',
  houseAnswer: (floors, watched, unseen) =>
    `${counted(floors, 'floor')}, ${counted(watched, 'place')} registered${unseen ? `, ${unseen} cannot be seen now` : ''}`,
};

export const pastZh = {
  open: '回看',
  title: '回看的时刻',
  list: '当时未办结',
  empty: '那时没有未办结的预警',
  unknown: '当时看不见',
  since: (time: string) => `${time} 起`,
  sentence: (time: string, open: number, unseen: number) =>
    `${time}：${open} 处未办结${unseen ? `，${unseen} 处看不见` : ''}`,
  reading: (time: string) => `${time}：正在读取`,
  failed: (time: string) => `${time}：没有读到。稍后自动重试`,
  play: '播放，一分钟一小时',
  pause: '停住',
  hourBack: '前一小时',
  hourOn: '后一小时',
  when: '选日期和时间',
  now: '回到现在',
};

export const pastEn: typeof pastZh = {
  open: 'Look back',
  title: 'The instant looked back at',
  list: 'Open then',
  empty: 'Nothing was open then',
  unknown: 'not seen then',
  since: (time) => `since ${time}`,
  sentence: (time, open, unseen) => `${time}: ${open} open${unseen ? `, ${counted(unseen, 'place')} unseen` : ''}`,
  reading: (time) => `${time}: being read`,
  failed: (time) => `${time}: could not be read. It is tried again soon`,
  play: 'Play an hour a minute',
  pause: 'Hold',
  hourBack: 'Hour before',
  hourOn: 'Hour after',
  when: 'Choose date and time',
  now: 'Back to now',
};
