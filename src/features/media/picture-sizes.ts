/** The sizes that pictures are made in, and how a picture is fitted into one. */

/** What a picture is used for. */
export type PictureRole = 'event' | 'session' | 'speaker' | 'logo';

export const SIZE_NAMES = [
  'event-large',
  'event-medium',
  'event-thumbnail',
  'event-icon',
  'speaker-large',
  'speaker-medium',
  'speaker-small',
  'speaker-icon',
  'logo',
] as const;
export type SizeName = (typeof SIZE_NAMES)[number];

export type PictureSize = {
  /** The box, in pixels. */
  width: number;
  height: number;
  /** 1 to 100, as JPEG counts it; the other formats are set to look alike. */
  quality: number;
  /** `kept`: the whole picture within the box. `cropped`: the box is filled, around the focal point. */
  aspect: 'kept' | 'cropped';
  /** Whether an animation goes on moving; else its first frame stands for it. */
  animated: boolean;
};

/** The longest side in pixels, the best quality. */
export const SIZE_LIMITS = { pixels: 4000, quality: 100 } as const;

export type PictureSizes = Record<SizeName, PictureSize>;

/**
 * What an installation has unless it says otherwise. Pictures of events are measured by their longer side, whichever it
 * is: a poster is as sharp as a landscape. The large one serves a screen with three pixels for each of the page, the
 * medium one such a phone.
 */
export const DEFAULT_SIZES: PictureSizes = {
  'event-large': { width: 2000, height: 2000, quality: 80, aspect: 'kept', animated: false },
  'event-medium': { width: 1100, height: 1100, quality: 80, aspect: 'kept', animated: false },
  'event-thumbnail': { width: 500, height: 500, quality: 80, aspect: 'kept', animated: false },
  'event-icon': { width: 75, height: 75, quality: 80, aspect: 'kept', animated: false },
  'speaker-large': { width: 500, height: 500, quality: 80, aspect: 'cropped', animated: false },
  'speaker-medium': { width: 150, height: 150, quality: 80, aspect: 'cropped', animated: false },
  'speaker-small': { width: 50, height: 50, quality: 80, aspect: 'cropped', animated: false },
  'speaker-icon': { width: 35, height: 35, quality: 80, aspect: 'cropped', animated: false },
  logo: { width: 500, height: 200, quality: 80, aspect: 'kept', animated: false },
};

const EVENT_SIZES: SizeName[] = ['event-large', 'event-medium', 'event-thumbnail', 'event-icon'];

/** The sizes that a role needs, the largest first. */
export const ROLE_SIZES: Record<PictureRole, SizeName[]> = {
  event: EVENT_SIZES,
  session: EVENT_SIZES,
  speaker: ['speaker-large', 'speaker-medium', 'speaker-small', 'speaker-icon'],
  logo: ['logo'],
};

/** The sizes that roles need together, each once. */
export function sizesForRoles(roles: readonly PictureRole[]): SizeName[] {
  return SIZE_NAMES.filter((name) => roles.some((role) => ROLE_SIZES[role].includes(name)));
}

export type Area = { width: number; height: number };
/** Parts of width and height, from 0 to 1. */
export type FocalPoint = { x: number; y: number };
/** The part of the picture that is used, and the size that it gets, in whole pixels. */
export type Fit = { left: number; top: number; cropWidth: number; cropHeight: number; width: number; height: number };

/**
 * How a picture goes into a box. It is never enlarged: a small one stays as large as it is, cropped to the box's shape
 * where cropping is wanted.
 */
export function fitPicture(
  picture: Area,
  size: Pick<PictureSize, 'width' | 'height' | 'aspect'>,
  focal: FocalPoint = { x: 0.5, y: 0.5 },
): Fit {
  if (size.aspect === 'kept') {
    const scale = Math.min(1, size.width / picture.width, size.height / picture.height);
    return {
      left: 0,
      top: 0,
      cropWidth: picture.width,
      cropHeight: picture.height,
      width: pixels(picture.width * scale),
      height: pixels(picture.height * scale),
    };
  }
  const shape = Math.min(picture.width / size.width, picture.height / size.height);
  const cropWidth = Math.min(picture.width, pixels(size.width * shape));
  const cropHeight = Math.min(picture.height, pixels(size.height * shape));
  const [width, height] = shape > 1 ? [size.width, size.height] : [cropWidth, cropHeight];
  return {
    left: beginning(focal.x, picture.width, cropWidth),
    top: beginning(focal.y, picture.height, cropHeight),
    cropWidth,
    cropHeight,
    width,
    height,
  };
}

function beginning(focal: number, whole: number, part: number): number {
  return Math.max(0, Math.min(whole - part, Math.round(focal * whole - part / 2)));
}

function pixels(length: number): number {
  return Math.max(1, Math.round(length));
}

/** The smallest size of the whole picture from which every fit can be made without enlarging. */
export function baseArea(picture: Area, fits: readonly Fit[]): Area {
  const scale = Math.min(
    1,
    Math.max(0, ...fits.flatMap((fit) => [fit.width / fit.cropWidth, fit.height / fit.cropHeight])),
  );
  return {
    width: Math.max(1, Math.ceil(picture.width * scale - 1e-9)),
    height: Math.max(1, Math.ceil(picture.height * scale - 1e-9)),
  };
}

/** The part of the base that a fit uses; the fit was made for the whole `picture`. */
export function cropOfBase(picture: Area, base: Area, fit: Fit): Area & { left: number; top: number } {
  const [across, down] = [base.width / picture.width, base.height / picture.height];
  const width = Math.min(base.width, Math.max(fit.width, pixels(fit.cropWidth * across)));
  const height = Math.min(base.height, Math.max(fit.height, pixels(fit.cropHeight * down)));
  return {
    left: Math.min(base.width - width, Math.round(fit.left * across)),
    top: Math.min(base.height - height, Math.round(fit.top * down)),
    width,
    height,
  };
}
