// Reading and writing at one step of one image, through the windows that the decoder chose.
import { WINDOW, windowRow, windowRowGrad } from "../attentionWindow";
import { bytes } from "../bytes";
import { filterAxesGrad } from "../filterbank";
import { aim, filtersGrad, focus, gather, Lens, lensAt, lensScratch, spread } from "../lens";
import { dot } from "../rowMath";
import * as plan from "./plan";
import { Plan } from "./plan";

/** Floats that `read`, `write` and their gradients need at `p.row`. */
export function windowScratch(p: Plan): u32 {
  const N = max(p.readSize, p.writeSize);
  return N == 0 ? 0 : lensScratch(p.H, p.W, p.C, N);
}

/** A lens with its filters on the tape, not aimed yet. */
function lensOf(p: Plan, record: usize, filterX: u32, filterY: u32, N: u32): Lens {
  const lens = lensAt(p.row, p.H, p.W, p.C, N);
  lens.fX = record + bytes(filterX);
  lens.fY = record + bytes(filterY);
  return lens;
}

/** What is seen of the image, and of what is missing of it, goes into the encoder's input. */
export function read(p: Plan, t: u32, b: u32, x: usize): void {
  const record = plan.recordOf(p, t, b);
  const w = record + bytes(p.readWindow);
  windowRow(w, w, p.H, p.W, p.readSize);
  const lens = lensOf(p, record, p.readX, p.readY, p.readSize);
  focus(lens, w, p.origin, p.epsilon);
  const input = record + bytes(p.encoderIn);
  gather(lens, x, input, load<f32>(w, 16));
  if (p.images > 1) gather(lens, p.missing, input + bytes(p.seen), load<f32>(w, 16));
}

/** The patch in the record is added to the canvas. */
export function write(p: Plan, t: u32, b: u32, canvas: usize): void {
  const record = plan.recordOf(p, t, b);
  const w = record + bytes(p.writeWindow);
  windowRow(w, w, p.H, p.W, p.writeSize);
  const lens = lensOf(p, record, p.writeX, p.writeY, p.writeSize);
  focus(lens, w, p.origin, p.epsilon);
  spread(lens, record + bytes(p.patch), canvas, (1 as f32) / load<f32>(w, 16));
}

/** From dRead to the gradients of the image and of what is missing of it, both added, and of what chose the window. */
export function readGrad(p: Plan, t: u32, b: u32, x: usize, dX: usize, dRead: usize, dRaw: usize): void {
  const record = plan.recordOf(p, t, b);
  const w = record + bytes(p.readWindow);
  const gamma = load<f32>(w, 16);
  const lens = aimed(p, record, p.readWindow, p.readX, p.readY, p.readSize);
  clearFilters(p, lens);
  spread(lens, dRead, dX, gamma);
  filtersGrad(lens, x, dRead, gamma, p.dFilterX, p.dFilterY);
  if (p.images > 1) {
    const dMissed = dRead + bytes(p.seen);
    spread(lens, dMissed, p.dMissing, gamma);
    filtersGrad(lens, p.missing, dMissed, gamma, p.dFilterX, p.dFilterY);
  }
  // what was read is γ times the rest; that of log γ, which is asked for, is γ times this one: 0 where γ is
  const read = dot(dRead, record + bytes(p.encoderIn), p.images * p.seen);
  const ofGamma: f32 = gamma != 0 ? read / gamma : 0;
  chooseGrad(p, lens, w, ofGamma, dRaw);
}

/** From dCanvas to dPatch, and to what chose the window. */
export function writeGrad(p: Plan, t: u32, b: u32, dCanvas: usize, dPatch: usize, dRaw: usize): void {
  const record = plan.recordOf(p, t, b);
  const w = record + bytes(p.writeWindow);
  const scale = (1 as f32) / load<f32>(w, 16);
  const patch = record + bytes(p.patch);
  const lens = aimed(p, record, p.writeWindow, p.writeX, p.writeY, p.writeSize);
  clearFilters(p, lens);
  gather(lens, dCanvas, dPatch, scale);
  filtersGrad(lens, dCanvas, patch, scale, p.dFilterX, p.dFilterY);
  chooseGrad(p, lens, w, -scale * dot(patch, dPatch, p.written), dRaw);
}

function aimed(p: Plan, record: usize, window: u32, filterX: u32, filterY: u32, N: u32): Lens {
  const lens = lensOf(p, record, filterX, filterY, N);
  aim(lens, record + bytes(window), p.origin);
  return lens;
}

function clearFilters(p: Plan, lens: Lens): void {
  memory.fill(p.dFilterX, 0, bytes(lens.N * lens.W));
  memory.fill(p.dFilterY, 0, bytes(lens.N * lens.H));
}

/** From the gradients of the filters and of γ to those of the five numbers that the decoder said. */
function chooseGrad(p: Plan, lens: Lens, window: usize, dGamma: f32, dRaw: usize): void {
  memory.fill(dRaw, 0, bytes(WINDOW));
  filterAxesGrad(p.dFilterX, p.dFilterY, window, lens.fX, lens.fY, dRaw, p.H, p.W, lens.N, p.origin, p.epsilon);
  store<f32>(dRaw, dGamma, 16);
  windowRowGrad(dRaw, window, dRaw, p.H, p.W);
}
