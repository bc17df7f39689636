/** Something to do at a time. */
export interface Task {
  /** When; must not change while the task waits in a heap. */
  dueMs: number;
  /** Does it; `true`: again at the new `dueMs`. */
  run(): boolean;
}

/** Waiting tasks, the earliest first: a binary heap. */
export class TaskHeap {
  readonly #tasks: Task[] = [];

  get size(): number {
    return this.#tasks.length;
  }

  /** The earliest task. */
  peek(): Task | undefined {
    return this.#tasks[0];
  }

  /** Adds a task. */
  push(task: Task): void {
    const tasks = this.#tasks;
    let index = tasks.length;
    tasks.push(task);
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = tasks[parentIndex];
      if (parent === undefined || parent.dueMs <= task.dueMs) break;
      tasks[index] = parent;
      index = parentIndex;
    }
    tasks[index] = task;
  }

  /** Takes the earliest task out. */
  pop(): Task | undefined {
    const tasks = this.#tasks;
    const top = tasks[0];
    const last = tasks.pop();
    if (last !== undefined && tasks.length > 0) this.#sink(last);
    return top;
  }

  /** Puts a task at the root and lets it sink to its place. */
  #sink(task: Task): void {
    const tasks = this.#tasks;
    let index = 0;
    for (;;) {
      const childIndex = this.#earlierChild(index);
      const child = tasks[childIndex];
      if (child === undefined || child.dueMs >= task.dueMs) break;
      tasks[index] = child;
      index = childIndex;
    }
    tasks[index] = task;
  }

  #earlierChild(index: number): number {
    const left = this.#tasks[2 * index + 1];
    const right = this.#tasks[2 * index + 2];
    return right !== undefined && left !== undefined && right.dueMs < left.dueMs ? 2 * index + 2 : 2 * index + 1;
  }
}
