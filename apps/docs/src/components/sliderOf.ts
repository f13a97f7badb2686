/** The attributes of a part of a picture that is dragged, and moved with the keyboard; `says` is its value in words. */
export const sliderOf = (label: string, now: number, [min, max]: readonly [number, number], says: string) =>
  ({
    role: "slider",
    tabindex: 0,
    "aria-label": label,
    "aria-valuenow": Number(now.toFixed(3)),
    "aria-valuemin": min,
    "aria-valuemax": max,
    "aria-valuetext": says,
  }) as const;
