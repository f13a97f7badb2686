export const drawTrainings = {};
