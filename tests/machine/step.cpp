#include "machine/step.hpp"

#include <array>
#include <random>

#include <fmt/format.h>

namespace machine {
namespace {

constexpr std::array<const char*, static_cast<std::size_t>(Op::count)> names{
    "begin",      "commit",       "rollback",       "leave",        "make",       "rename",       "save",
    "save_all",   "destroy",      "update_columns", "reload",       "find",       "copy",         "erase",
    "sort",       "move_all",     "refer",          "refer_to_new", "add_kid",    "build_kid",    "remove_kid",
    "clear_kids", "set_badge",    "drop_badge",     "add_label",    "link_label", "remove_label", "clear_labels",
    "add_child",  "remove_child", "touch",          "reset",        "preload",    "arm"};

// How many of each among all; blocks begin as often as they end.
constexpr std::array<int, static_cast<std::size_t>(Op::count)> weights{
    12, 5, 5, 2, 10, 8, 14, 2, 5, 3, 4, 4, 4, 2, 2, 2, 5, 3, 6, 4, 4, 1, 3, 2, 3, 5, 4, 1, 3, 3, 4, 2, 2, 5};

}  // namespace

Steps random_steps(std::uint64_t seed, std::size_t count) {
  std::mt19937_64 random(seed);
  // Not a distribution of the library's: these differ from one standard library to another.
  int total = 0;
  for (const int weight : weights) total += weight;
  Steps steps(count);
  for (Step& step : steps) {
    int left = static_cast<int>(random() % static_cast<std::uint64_t>(total));
    std::size_t op = 0;
    while (left >= weights[op]) left -= weights[op++];
    step.op = static_cast<Op>(op);
    step.a = static_cast<std::uint32_t>(random());
    step.b = static_cast<std::uint32_t>(random());
    step.c = static_cast<std::uint32_t>(random());
  }
  return steps;
}

// Enough of a number for all choices among up to twelve.
std::string to_string(const Step& step) {
  constexpr std::uint32_t shown = 27720;
  return fmt::format("{}({}, {}, {})", names[static_cast<std::size_t>(step.op)], step.a % shown, step.b % shown,
                     step.c % shown);
}

}  // namespace machine
