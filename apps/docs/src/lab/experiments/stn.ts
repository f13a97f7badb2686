export const stn = {};
