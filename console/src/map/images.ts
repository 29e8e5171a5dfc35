import { SHAPES } from '../parts/SeverityMark';
import { type Palette, severityFill, severityOrder } from '../theme/tokens';

const PIXEL_RATIO = 2;

function canvas(size: number): [CanvasRenderingContext2D, () => ImageData] {
  const element = document.createElement('canvas');
  element.width = size;
  element.height = size;
  const context = element.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('This browser gives no 2-D canvas');
  return [context, () => context.getImageData(0, 0, size, size)];
}

/** Diagonal lines for "we cannot see"; tiles without a seam. */
function hatch(palette: Palette): ImageData {
  const size = 16;
  const [context, read] = canvas(size);
  context.strokeStyle = palette.map.hatch;
  context.globalAlpha = 0.75;
  context.lineWidth = 2.4;
  for (const shift of [-size, 0, size]) {
    context.beginPath();
    context.moveTo(shift - 2, size + 2);
    context.lineTo(shift + size + 2, -2);
    context.stroke();
  }
  return read();
}

/** One severity's shape with a rim that keeps it apart from any ground. */
function mark(rank: number, palette: Palette): ImageData {
  const severity = severityOrder[rank] ?? 'low';
  const size = 56;
  const [context, read] = canvas(size);
  const path = new Path2D(SHAPES[severity]);
  context.translate(6, 6);
  context.scale((size - 12) / 16, (size - 12) / 16);
  context.lineJoin = 'round';
  context.strokeStyle = palette.map.rim;
  context.lineWidth = 2.6;
  context.stroke(path);
  context.fillStyle = severity === 'low' ? palette.map.rim : severityFill[severity];
  context.fill(path);
  if (severity === 'low') {
    context.strokeStyle = severityFill.low;
    context.lineWidth = 2;
    context.stroke(path);
  }
  return read();
}

const PATROLS = {
  foot: 'M8 2.5 A5.5 5.5 0 1 1 7.99 2.5 Z',
  car: 'M3 4.5 H13 V11.5 H3 Z',
  boat: 'M8 2 L13 8 L10.5 13.5 H5.5 L3 8 Z',
};

/** Our people: filled where the ground is far from their colour, with a rim; round on foot, square by car, a hull. */
function patrol(shape: string, palette: Palette): ImageData {
  const size = 32;
  const [context, read] = canvas(size);
  const path = new Path2D(shape);
  context.scale(size / 16, size / 16);
  context.strokeStyle = palette.map.rim;
  context.lineWidth = 2.4;
  context.stroke(path);
  context.fillStyle = palette.map.patrol;
  context.fill(path);
  return read();
}

/** Which way people go; points north. */
function arrow(palette: Palette): ImageData {
  const size = 64;
  const [context, read] = canvas(size);
  const path = new Path2D('M8 1 L13.5 7.5 H10 V15 H6 V7.5 H2.5 Z');
  context.scale(size / 16, size / 16);
  context.lineJoin = 'round';
  context.strokeStyle = palette.map.rim;
  context.lineWidth = 1.2;
  context.stroke(path);
  context.fillStyle = palette.map.crowd;
  context.fill(path);
  return read();
}

/** Every image the layers name, with the pixel ratio it was drawn at. */
export function mapImages(palette: Palette): [name: string, image: ImageData, pixelRatio: number][] {
  return [
    ['hatch', hatch(palette), PIXEL_RATIO],
    ['flow', arrow(palette), PIXEL_RATIO],
    ...Object.entries(PATROLS).map(([kind, shape]): [string, ImageData, number] => [
      `patrol-${kind}`,
      patrol(shape, palette),
      PIXEL_RATIO,
    ]),
    ...severityOrder.map((_, rank): [string, ImageData, number] => [`mark-${rank}`, mark(rank, palette), PIXEL_RATIO]),
  ];
}
