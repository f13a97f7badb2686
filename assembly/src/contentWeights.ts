// Content addressing: a softmax over the slots of how much each is like the key.     NTM eqs. 5–6
import { bytes } from "./bytes";
import { addScaled, dot, softmax, softmaxGrad } from "./rowMath";

/** Products of norms below this count as this: a key or a slot of zeros is like nothing. */
const EPSILON: f32 = 1e-8;

/**
 * out[b] = softmax over the slots of beta[b] K(key[b], slots[b,i]),     K(u, v) = u·v / max(|u| |v|, 1e-8)
 *
 * key: [B, W]    beta: [B]    slots: [B, N, W]    out: [B, N]
 */
export function contentWeights(key: usize, beta: usize, slots: usize, out: usize, B: u32, N: u32, W: u32): void {
  for (let b: u32 = 0; b < B; b++) {
    contentRow(key, load<f32>(beta + bytes(b)), slots, out, N, W);
    key += bytes(W);
    slots += bytes(N * W);
    out += bytes(N);
  }
}

/** The same for one key and one memory. */
export function contentRow(key: usize, beta: f32, slots: usize, out: usize, N: u32, W: u32): void {
  const keyNorm = sqrt<f32>(dot(key, key, W));
  for (let i: u32 = 0; i < N; i++, slots += bytes(W)) {
    const norms = keyNorm * sqrt<f32>(dot(slots, slots, W));
    store<f32>(out + bytes(i), (beta * dot(key, slots, W)) / max<f32>(norms, EPSILON));
  }
  softmax(out, N);
}

/**
 * The gradients of `contentWeights`; `weights` is what it gave.
 *
 * dKey: [B, W]    dBeta: [B]    dSlots: [B, N, W], all overwritten    scratch: N floats
 */
export function contentWeightsGrad(
  dOut: usize,
  weights: usize,
  key: usize,
  beta: usize,
  slots: usize,
  dKey: usize,
  dBeta: usize,
  dSlots: usize,
  scratch: usize,
  B: u32,
  N: u32,
  W: u32,
): void {
  memory.fill(dKey, 0, bytes(B * W));
  memory.fill(dSlots, 0, bytes(B * N * W));
  for (let b: u32 = 0; b < B; b++) {
    const strength = load<f32>(beta + bytes(b));
    const dStrength = contentRowGrad(dOut, weights, key, strength, slots, dKey, dSlots, scratch, N, W);
    store<f32>(dBeta + bytes(b), dStrength);
    dOut += bytes(N);
    weights += bytes(N);
    key += bytes(W);
    slots += bytes(N * W);
    dKey += bytes(W);
    dSlots += bytes(N * W);
  }
}

/**
 * The gradients of `contentRow`: dKey and dSlots are added to, dBeta is returned. dOut may be the scratch, [N].
 *
 * With z = β K and n the product of the norms: dK = β dz; du = dK v / n − dK K u / |u|², and the same for v; where n is
 * below 1e-8, it is a constant and the second terms are not there.
 */
export function contentRowGrad(
  dOut: usize,
  weights: usize,
  key: usize,
  beta: f32,
  slots: usize,
  dKey: usize,
  dSlots: usize,
  scratch: usize,
  N: u32,
  W: u32,
): f32 {
  softmaxGrad(dOut, weights, scratch, N);
  const keySquare = dot(key, key, W);
  const keyNorm = sqrt<f32>(keySquare);
  let dBeta: f32 = 0;
  let along: f32 = 0; // sum of dK K
  for (let i: u32 = 0; i < N; i++, slots += bytes(W), dSlots += bytes(W)) {
    const dz = load<f32>(scratch + bytes(i));
    const square = dot(slots, slots, W);
    const norms = keyNorm * sqrt<f32>(square);
    const likeness = dot(key, slots, W) / max<f32>(norms, EPSILON);
    dBeta += dz * likeness;
    const dLikeness = beta * dz;
    const share = dLikeness / max<f32>(norms, EPSILON);
    addScaled(share, slots, dKey, W);
    addScaled(share, key, dSlots, W);
    if (norms > EPSILON) {
      along += dLikeness * likeness;
      addScaled((-dLikeness * likeness) / square, slots, dSlots, W);
    }
  }
  if (along != 0) addScaled(-along / keySquare, key, dKey, W);
  return dBeta;
}
