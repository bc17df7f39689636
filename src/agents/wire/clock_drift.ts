/** Two crystals drift apart by no more than this, in millionths. */
export const MOST_DRIFT_PPM = 100;

/** Where drift is known, it is off by less than this, in millionths. */
export const OPEN_DRIFT_PPM = 20;
