/** affine[b] = (s, 0, tx; 0, s, ty)     STN eq. 2.     theta: [B, 3]    affine: [B, 2, 3] */
export function attentionTheta(theta: usize, affine: usize, B: u32): void {
  for (let b: u32 = 0; b < B; b++, theta += 12, affine += 24) {
    const s = load<f32>(theta);
    store<f32>(affine, s);
    store<f32>(affine, 0, 4);
    store<f32>(affine, load<f32>(theta, 4), 8);
    store<f32>(affine, 0, 12);
    store<f32>(affine, s, 16);
    store<f32>(affine, load<f32>(theta, 8), 20);
  }
}

/** The adjoint of `attentionTheta`.     dAffine: [B, 2, 3]    dTheta: [B, 3] */
export function attentionThetaGrad(dAffine: usize, dTheta: usize, B: u32): void {
  for (let b: u32 = 0; b < B; b++, dAffine += 24, dTheta += 12) {
    store<f32>(dTheta, load<f32>(dAffine) + load<f32>(dAffine, 16));
    store<f32>(dTheta, load<f32>(dAffine, 8), 4);
    store<f32>(dTheta, load<f32>(dAffine, 20), 8);
  }
}
