// Sizes that figures and experiments share; nothing here computes.

export const PICTURE_SIDE = 40;
/** Lines of the grid that is drawn over the picture. */
export const GRID = 13;
/** The image in which one point is sampled. */
export const POINT_SIDE = 5;
/** Samples of the curve along its row, from x = −1 to 5. */
export const ALONG = 121;
/** Samples of a kernel's curve, from t = −2.5 to 2.5. */
export const CURVE = 401;
/** The images of the trained nets. */
export const LOOK_SIDE = 42;
/** The angles at which a digit is shown to the nets. */
export const TURNS = Array.from({ length: 37 }, (_, i) => -180 + 10 * i);
