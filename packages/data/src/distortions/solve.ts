/** Solves A X = B by Gaussian elimination with row pivoting; A is n × n, B and the result n × m, row-major. */
export function solve(A: readonly number[], B: readonly number[], n: number): number[] {
  const m = B.length / n;
  const rows = Array.from({ length: n }, (_, i) => [...A.slice(i * n, (i + 1) * n), ...B.slice(i * m, (i + 1) * m)]);
  for (let k = 0; k < n; k++) {
    const pivot = largest(rows, k);
    [rows[k], rows[pivot]] = [rows[pivot]!, rows[k]!];
    for (let i = 0; i < n; i++) if (i !== k) subtract(rows[i]!, rows[k]!, k);
  }
  return rows.flatMap((row, i) => row.slice(n).map((value) => value / row[i]!));
}

/** The row from `k` on with the largest number in column `k`. */
function largest(rows: readonly number[][], k: number): number {
  let best = k;
  for (let i = k + 1; i < rows.length; i++) if (Math.abs(rows[i]![k]!) > Math.abs(rows[best]![k]!)) best = i;
  return best;
}

function subtract(row: number[], pivot: readonly number[], k: number): void {
  const factor = row[k]! / pivot[k]!;
  for (let j = k; j < row.length; j++) row[j] = row[j]! - factor * pivot[j]!;
}
