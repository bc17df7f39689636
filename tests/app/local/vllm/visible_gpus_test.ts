import { strictEqual } from "node:assert";
import { countListedGpus, countNamedGpus, countVisibleGpus } from "../../../../src/app/local/vllm/visible_gpus.ts";

const NAMED: readonly (readonly [visible: string, count: number])[] = [
  ["0", 1],
  ["0,1, 3", 3],
  ["", 0],
  ["-1", 0],
  ["0,-1,2", 1],
  ["GPU-8932f937-d72c-4106-c12f-20bd9faed9f6,MIG-1g", 2],
  ["NoDevFiles", 0],
];

for (const [visible, count] of NAMED) {
  Deno.test(`countNamedGpus() counts ${count} in "${visible}"`, () => strictEqual(countNamedGpus(visible), count));
}

Deno.test("countListedGpus() counts the lines of nvidia-smi -L, not the parts of a processor", () => {
  const list =
    "GPU 0: NVIDIA A100 (UUID: GPU-1)\n  MIG 1g.5gb Device 0: (UUID: MIG-1)\nGPU 1: NVIDIA A100 (UUID: GPU-2)\n";
  strictEqual(countListedGpus(list), 2);
});

Deno.test("countVisibleGpus() believes CUDA_VISIBLE_DEVICES before anything else", async () => {
  strictEqual(await countVisibleGpus({ CUDA_VISIBLE_DEVICES: "2,5" }), 2);
});
