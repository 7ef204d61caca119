# shellcheck shell=bash
# `./dev fuzz`: a part of ../../dev, whose functions it calls.

fuzz_help() {
  cat <<'HELP'
Usage: ./dev fuzz [TARGET|all] [SECONDS]

Builds the library with clang, sanitizers and coverage under build/fuzz, and lets libFuzzer look for texts that break a
promise of a reader: each target for so many seconds (60). What it tried is kept, so the next run goes on. A finding is
kept under build/fuzz/found. The targets are the files of tests/fuzz; ./dev test tries each with some thousand texts.
HELP
}

fuzz_targets() {
  [[ ${1:-} != -* ]] || fail "Unknown option '$1'." 'Try: ./dev fuzz --help'
  (($# <= 2)) || fail "./dev fuzz takes a target and seconds, not '$3'." 'Try: ./dev fuzz --help'
  local seconds=${2:-60} version packages clang target targets
  mapfile -t targets < <(sed -n 's/^const Target [a-z_]*{"\([a-z_]*\)".*/\1/p' "$root"/tests/fuzz/*.cpp)
  [[ $seconds =~ ^[1-9][0-9]*$ ]] || fail "'$seconds' is no number of seconds."
  if [[ ${1:-all} != all ]]; then
    [[ " ${targets[*]} " == *" $1 "* ]] || refuse_word target "$1" "There are: ${targets[*]} all" "${targets[@]}" all
    targets=("$1")
  fi
  know_packages
  version=$(clang_version)
  mapfile -t packages < <(check_packages "$version")
  ensure_packages "${build_packages[@]}" "${packages[@]}"
  clang=$(with_ccache "clang++-$version")
  configure "$root/build/fuzz" "$clang" -Db_sanitize=address,undefined -Db_lundef=false -Doptimization=1 -Ddebug=false \
    '-Dcpp_args=-gline-tables-only -fno-sanitize=vptr -fsanitize=fuzzer-no-link -D_GLIBCXX_ASSERTIONS' \
    "${several_at_a_time[@]}" -Dfuzzer=true -Dsamples=false
  build "$root/build/fuzz" tests/fuzz/rowan_libfuzzer
  for target in "${targets[@]}"; do fuzz_one "$target" "$seconds"; done
  say 'Nothing was found. What libFuzzer tried is kept in build/fuzz/corpus, for the next time.'
}

# A finding is a file build/fuzz/found/<target>-…, and ends the run.
fuzz_one() {
  local corpus=$root/build/fuzz/corpus/$1 program=$root/build/fuzz/tests/fuzz/rowan_libfuzzer
  mkdir -p "$corpus" "$root/build/fuzz/found"
  ROWAN_FUZZ=$1 ROWAN_FUZZ_SEEDS=$corpus "$program"
  say "Fuzzing $1 for $2 seconds."
  ROWAN_FUZZ=$1 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 \
    LSAN_OPTIONS=suppressions=$root/tests/support/leaks-of-others.txt:print_suppressions=0 \
    "$program" "$corpus" -max_total_time="$2" -max_len=4096 -timeout=20 -print_final_stats=0 -verbosity=0 \
    -artifact_prefix="$root/build/fuzz/found/$1-" ||
    fail "A text breaks a promise of $1: see build/fuzz/found." "Again: ROWAN_FUZZ=$1 build/fuzz/tests/fuzz/rowan_libfuzzer FILE"
}
