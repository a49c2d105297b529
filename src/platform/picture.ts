import { createHash } from 'node:crypto';

/** Largest picture that is read, in bytes. */
export const pictureSizeBytes = 2 * 1024 * 1024;
/** Most pixels a picture may unfold into, whatever its size in bytes. */
const mostPixels = 40_000_000;
/** Longest that one picture may keep the machine. */
const patienceSeconds = 10;

/** Why a picture was not taken: not one of the four kinds, too large, or broken. */
export type PictureFault = 'kind' | 'size' | 'pixels' | 'broken';

/** A picture that cannot be taken. */
export class PictureError extends Error {
  override readonly name = 'PictureError';
  readonly fault: PictureFault;

  constructor(fault: PictureFault, options?: ErrorOptions) {
    super(`The picture was not taken: ${fault}.`, options);
    this.fault = fault;
  }
}

/** A picture drawn anew from its pixels: nothing else of what came is in it. */
export interface DrawnLogo {
  /** SHA-256 of what came, in hex. */
  readonly hash: string;
  /** 512 px square. */
  readonly webp: Uint8Array;
  /** 256 px square. */
  readonly png: Uint8Array;
}

type Kind = 'png' | 'jpeg' | 'webp' | 'avif';

/** What a picture is by its first bytes, whatever its name and type say; never SVG, which is a program. */
function kindOf(bytes: Buffer): Kind | undefined {
  const at = (from: number, to: number) => bytes.toString('latin1', from, to);
  if (at(0, 8) === '\x89PNG\r\n\x1a\n') return 'png';
  if (at(0, 3) === '\xff\xd8\xff') return 'jpeg';
  if (at(0, 4) === 'RIFF' && at(8, 12) === 'WEBP') return 'webp';
  if (at(4, 8) === 'ftyp' && at(8, 12) === 'avif') return 'avif';
  return undefined;
}

/** The loaders a picture may reach, by kind; every other one is shut for good. */
const loaders = ['VipsForeignLoadPng', 'VipsForeignLoadJpeg', 'VipsForeignLoadWebp', 'VipsForeignLoadHeif'];

/** Loaded when the first picture arrives: most nodes never see one. */
async function loadSharp() {
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  sharp.concurrency(1);
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: loaders });
  return sharp;
}

/**
 * Draw a logo anew: turned the way its camera meant, metadata left out, square with clear margins, in two forms. Of
 * what moves only the first frame stays.
 * @throws PictureError with what is wrong
 */
export async function drawLogo(bytes: Buffer): Promise<DrawnLogo> {
  if (bytes.length > pictureSizeBytes) throw new PictureError('size');
  const kind = kindOf(bytes);
  if (kind === undefined) throw new PictureError('kind');
  const sharp = await loadSharp();
  const open = () => sharp(bytes, { limitInputPixels: mostPixels, failOn: 'error', pages: 1 });
  const clear = { r: 0, g: 0, b: 0, alpha: 0 };
  const draw = (px: number) =>
    open()
      .autoOrient()
      .resize(px, px, { fit: 'contain', background: clear })
      .timeout({ seconds: patienceSeconds });
  try {
    const { format, compression, width, height } = await open().metadata();
    if (width * height > mostPixels) throw new PictureError('pixels');
    const found = format === 'heif' && compression === 'av1' ? 'avif' : format;
    if (found !== kind) throw new PictureError('broken');
    const webp = await draw(512).webp({ quality: 90 }).toBuffer();
    const png = await draw(256).png({ compressionLevel: 9 }).toBuffer();
    return { hash: createHash('sha256').update(bytes).digest('hex'), webp, png };
  } catch (error) {
    if (error instanceof PictureError) throw error;
    const isTooMany = error instanceof Error && /pixel limit/i.test(error.message);
    throw new PictureError(isTooMany ? 'pixels' : 'broken', { cause: error });
  }
}
