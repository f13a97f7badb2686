export { type Loader, loadModel, type Model, type SaveOptions, saveModel } from "./saving";
