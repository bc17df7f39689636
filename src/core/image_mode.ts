/**
 * Colours of random images, by the names of Python's imaging library: grey or colours, each without and with alpha, or
 * those of a palette. Its other modes are none of PNG.
 */
export const IMAGE_MODES = ["RGB", "L", "RGBA", "LA", "P"] as const;

/** The colours of an image. */
export type ImageMode = typeof IMAGE_MODES[number];
