/** What every error of these packages is: `catch (e) { if (e instanceof AttnError) … }`. */
export class AttnError extends Error {
  override name = "AttnError";
}

/** A tensor does not have the shape, or the type, that its role requires. */
export class ShapeError extends AttnError {
  override name = "ShapeError";
}

/** An option or a configuration is not one that exists, or not in its range. */
export class ConfigError extends AttnError {
  override name = "ConfigError";
}

/** A backend or the kernels could not be started. */
export class KernelError extends AttnError {
  override name = "KernelError";
}

/** Bytes from outside are not in the format that they should be in. */
export class FormatError extends AttnError {
  override name = "FormatError";
}
