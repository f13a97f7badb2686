// The functions of math.ts over arrays, for their tests. Not part of the shipped binaries. n is a multiple of 4.
import { bytes, VECTOR } from "../bytes";
import { exp4, log4, sigmoid4, softplus4, tanh4 } from "../math";

export function exp(x: usize, out: usize, n: u32): void {
  for (let i: usize = 0; i < bytes(n); i += VECTOR) v128.store(out + i, exp4(v128.load(x + i)));
}

export function log(x: usize, out: usize, n: u32): void {
  for (let i: usize = 0; i < bytes(n); i += VECTOR) v128.store(out + i, log4(v128.load(x + i)));
}

export function tanh(x: usize, out: usize, n: u32): void {
  for (let i: usize = 0; i < bytes(n); i += VECTOR) v128.store(out + i, tanh4(v128.load(x + i)));
}

export function sigmoid(x: usize, out: usize, n: u32): void {
  for (let i: usize = 0; i < bytes(n); i += VECTOR) v128.store(out + i, sigmoid4(v128.load(x + i)));
}

export function softplus(x: usize, out: usize, n: u32): void {
  for (let i: usize = 0; i < bytes(n); i += VECTOR) v128.store(out + i, softplus4(v128.load(x + i)));
}
