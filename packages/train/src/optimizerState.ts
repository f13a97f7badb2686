// What an optimizer remembers, by names that do not change from run to run.
import { ConfigError, shown } from "@attn/core";
import type { Optimizer, Tensor, Variable } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";

/** Tensors by name, in the optimizer's order. */
export type State = ReadonlyMap<string, Tensor>;
type NamedTensor = Awaited<ReturnType<Optimizer["getWeights"]>>[number];
type Variables = Readonly<Record<string, Variable>>;

/**
 * The optimizer's own tensors, in its order. tfjs names them after its variables (`dense_Dense3/kernel/m`), which are
 * numbered anew in each process; here they are named after the model's weights.
 */
export async function optimizerState(optimizer: Optimizer, weights: Variables): Promise<State> {
  const state = new Map<string, Tensor>();
  for (const { name, tensor } of await optimizer.getWeights()) state.set(stableName(name, weights), tensor);
  for (const [name, variable] of ownVariables(optimizer)) state.set(`own/${name}`, variable);
  return state;
}

/** Restores what `optimizerState` gave, also when the weights are in another order now. */
export async function restoreOptimizer(optimizer: Optimizer, state: State, weights: Variables): Promise<void> {
  const names = [...state.keys()].filter((name) => !name.startsWith("own/"));
  const owners = new Map([...slots(names)].map(([slot, owned]) => [slot, inOrder(owned, weights)]));
  const values = names.map((name): NamedTensor => {
    const { slot } = parsed(name);
    if (slot === undefined) return { name: name.slice("all/".length), tensor: state.get(name)! };
    const owner = owners.get(slot)!.shift()!; // optimizers know variables by their place
    return { name: `${weights[owner]!.name}/${slot}`, tensor: state.get(`of/${slot}/${owner}`)! };
  });
  await optimizer.setWeights(values);
  for (const [name, variable] of ownVariables(optimizer)) variable.assign(state.get(`own/${name}`)!);
}

/** In words, what keeps `state` from being one of this optimizer for these weights. */
export function compareState(optimizer: Optimizer, state: State, weights: Variables): string[] {
  const own = ownVariables(optimizer).filter(([name]) => state.get(`own/${name}`)?.size !== 1);
  const wrong = [...state].filter(([name, { shape }]) => {
    const { slot, owner } = parsed(name);
    return slot !== undefined && weights[owner]?.shape.join() !== shape.join();
  });
  const sets = [...slots(state.keys()).values()].map((owned) => owned.sort().join());
  return [
    ...own.map(([name]) => `the optimizer's ${name} is missing`),
    ...wrong.map(([name, { shape }]) => `the optimizer's ${name} [${shape.join(", ")}] belongs to no weight`),
    ...(new Set(sets).size > 1 ? ["the optimizer's state is incomplete"] : []),
  ];
}

/** Sets the learning rate of an optimizer of tfjs or of `@attn/core`. */
export function setLearningRate(optimizer: Optimizer, rate: number | undefined): void {
  if (!(typeof rate === "number" && rate >= 0 && rate < Number.POSITIVE_INFINITY)) {
    throw new ConfigError(`fit: learningRate must return a number from 0, got ${shown(rate)}`);
  }
  const settable = optimizer as Optimizer & { setLearningRate?(rate: number): void; learningRate?: number };
  if (settable.setLearningRate) settable.setLearningRate(rate);
  else if (typeof settable.learningRate === "number") settable.learningRate = rate;
  else throw new ConfigError("fit: learningRate must be left out, for this optimizer does not let it be set");
}

/** Variables that an optimizer holds directly: tfjs's Adam keeps its powers of beta there, and setWeights only nears them. */
function ownVariables(optimizer: Optimizer): [string, Variable][] {
  return Object.entries(optimizer).filter((entry): entry is [string, Variable] => entry[1] instanceof tf.Variable);
}

function stableName(name: string, weights: Variables): string {
  const owners = Object.entries(weights).filter(([, variable]) => name.startsWith(`${variable.name}/`));
  const [owner] = owners.sort(([, a], [, b]) => b.name.length - a.name.length); // "a/b" rather than "a"
  return owner ? `of/${name.slice(owner[1].name.length + 1)}/${owner[0]}` : `all/${name}`;
}

/** The parts of `of/<slot>/<weight>`; no slot for other names. */
function parsed(name: string): { slot: string; owner: string } | { slot: undefined; owner: "" } {
  const [, slot, owner] = /^of\/([^/]*)\/(.*)$/s.exec(name) ?? [];
  return slot === undefined ? { slot, owner: "" } : { slot, owner: owner! };
}

/** The weights that have each slot, in the order of `names`. */
function slots(names: Iterable<string>): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const name of names) {
    const { slot, owner } = parsed(name);
    if (slot !== undefined) found.set(slot, [...(found.get(slot) ?? []), owner]);
  }
  return found;
}

const inOrder = (owned: readonly string[], weights: Variables) =>
  Object.keys(weights).filter((name) => owned.includes(name));
