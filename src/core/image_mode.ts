/** Colours of random images, by the names of Python's imaging library: grey or colours, each without and with alpha. */
export const IMAGE_MODES = ["RGB", "L", "RGBA", "LA"] as const;

/** The colours of an image. */
export type ImageMode = typeof IMAGE_MODES[number];
