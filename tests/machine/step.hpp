// The steps of a walk. What a step means depends on the state it meets, so that any part of a sequence is a sequence.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace machine {

enum class Op : std::uint8_t {
  begin,
  commit,
  rollback,
  leave,
  make,
  rename,
  save,
  save_all,
  destroy,
  update_columns,
  reload,
  find,
  copy,
  erase,
  sort,
  move_all,
  refer,
  refer_to_new,
  add_kid,
  build_kid,
  remove_kid,
  clear_kids,
  set_badge,
  drop_badge,
  add_label,
  link_label,
  remove_label,
  clear_labels,
  add_child,
  remove_child,
  touch,
  reset,
  preload,
  arm,
  count
};

/// Numbers that the step takes its choices from.
struct Step {
  Op op = Op::begin;
  std::uint32_t a = 0, b = 0, c = 0;
};

using Steps = std::vector<Step>;

Steps random_steps(std::uint64_t seed, std::size_t count);
std::string to_string(const Step& step);

}  // namespace machine
