/** One spec of tfjs's: whether it passes with tfjs's kernels and with ours, and whether it must not fail as it does. */
export interface Spec {
  name: string;
  stock: boolean;
  ours: boolean;
  bad: boolean;
  errors: string[];
}

export function runSpecs(): Promise<Spec[]>;
