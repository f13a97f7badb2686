export const ntmTrainings = {};
