/** A pivot this much smaller than the largest number of the matrix counts as 0. */
const singular = 1e-10;

/** The inverse of a square matrix by Gauss-Jordan elimination with partial pivoting; undefined if it is singular. */
export function invert(matrix: readonly (readonly number[])[]): Float64Array[] | undefined {
  const n = matrix.length;
  const rows = matrix.map((row, i) => {
    const wide = new Float64Array(2 * n);
    wide.set(row);
    wide[n + i] = 1;
    return wide;
  });
  const least = singular * Math.max(...matrix.map((row) => Math.max(...row.map(Math.abs))));
  for (let i = 0; i < n; i++) {
    const p = pivot(rows, i);
    if (!(Math.abs(rows[p]![i]!) > least)) return undefined;
    [rows[i], rows[p]] = [rows[p]!, rows[i]!];
    eliminate(rows, i);
  }
  return rows.map((row) => row.slice(n));
}

/** The row from `i` on whose number in column `i` is largest. */
function pivot(rows: readonly Float64Array[], i: number): number {
  let best = i;
  for (let k = i + 1; k < rows.length; k++) {
    if (Math.abs(rows[k]![i]!) > Math.abs(rows[best]![i]!)) best = k;
  }
  return best;
}

/** Makes column `i` that of the identity. */
function eliminate(rows: readonly Float64Array[], i: number): void {
  const row = rows[i]!;
  const scale = 1 / row[i]!;
  for (let j = 0; j < row.length; j++) row[j]! *= scale;
  for (const other of rows) {
    const factor = other[i]!;
    if (other === row || factor === 0) continue;
    for (let j = 0; j < row.length; j++) other[j]! -= factor * row[j]!;
  }
}
