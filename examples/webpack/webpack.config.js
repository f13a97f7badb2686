export default {
  mode: "production",
  entry: "./main.js",
  output: { path: `${import.meta.dirname}/public/build`, filename: "main.js", clean: true },
  performance: { hints: false }, // tfjs is large
};
