export const stnTrainings = {};
