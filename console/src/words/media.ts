/** The texts of pictures and live cameras beside an alert. */
export const mediaZh = {
  title: '看一眼',
  picture: { first: '第一次看到时的图片', last: '最近一次的图片' },
  pictureAlt: { first: '第一次看到时的画面', last: '最近一次的画面' },
  live: (name: string) => `实时画面：${name}`,
  stop: '关闭画面',
  opening: '正在打开画面',
  destroyed: '图片已按期销毁。',
  failed: '画面打不开：视频网关没有响应。可稍后再试。',
  recorded: '打开会留下记录；画面不录制。',
};

export const mediaEn: typeof mediaZh = {
  title: 'Look',
  picture: { first: 'Picture of the first sighting', last: 'Picture of the latest sighting' },
  pictureAlt: { first: 'What was seen first', last: 'What was seen last' },
  live: (name) => `Live: ${name}`,
  stop: 'Close the picture',
  opening: 'Opening the picture',
  destroyed: 'The picture was destroyed on time.',
  failed: 'No picture: the media gateway does not answer. Please try again later.',
  recorded: 'Opening is put on record; the picture is not recorded.',
};
