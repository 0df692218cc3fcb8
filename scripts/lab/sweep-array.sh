#!/bin/bash
# A sweep as a SLURM job array: every task trains one share of the runs.
#
#   npm run build
#   sbatch --array=1-8 --export=ALL,SWEEP_LINK='v1&…' scripts/lab/sweep-array.sh
#   cat results-*.jsonl > results.jsonl
#
# The number of shares is the array's highest index, or SWEEP_PARTS. A task that was cut short goes on where it was when
# it is submitted again. SWEEP_OUT is the folder for the results; SWEEP_RUNTIME=node trains without a browser and a build;
# SWEEP_START names weights that the runs start from, by a path that every machine has.
#SBATCH --job-name=forklab-sweep
#SBATCH --gres=gpu:1
#SBATCH --cpus-per-task=2
set -euo pipefail

: "${SWEEP_LINK:?set SWEEP_LINK to the link of a sweep, as the Ablation view or npm run lab -- sweep gives it}"
: "${SLURM_ARRAY_TASK_ID:?submit this as an array from 1 on, such as sbatch --array=1-8}"
parts="${SWEEP_PARTS:-${SLURM_ARRAY_TASK_MAX:?set SWEEP_PARTS to the number of shares}}"
folder="${SWEEP_OUT:-.}"

cd "${SLURM_SUBMIT_DIR:-$(dirname "$0")/../..}"
mkdir -p "$folder"
exec npm run --silent lab -- sweep "$SWEEP_LINK" \
  --part "${SLURM_ARRAY_TASK_ID}-${parts}" \
  --out "${folder}/results-${SLURM_ARRAY_TASK_ID}.jsonl" \
  --resume --no-build ${SWEEP_RUNTIME:+--runtime "$SWEEP_RUNTIME"} \
  ${SWEEP_START:+--start "$SWEEP_START"}
