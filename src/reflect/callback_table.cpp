#include "rowan/reflect/callback_table.hpp"

namespace rowan {

std::string_view to_string(CallbackMoment moment) noexcept {
  constexpr std::array<std::string_view, 11> names{
      "before_validation", "after_validation", "before_save",    "after_save",    "before_create", "after_create",
      "before_update",     "after_update",     "before_destroy", "after_destroy", "after_find"};
  return names[static_cast<std::size_t>(moment)];
}

std::string_view to_string(AroundMoment moment) noexcept {
  constexpr std::array<std::string_view, 4> names{"around_save", "around_create", "around_update", "around_destroy"};
  return names[static_cast<std::size_t>(moment)];
}

std::string_view to_string(FinalMoment moment) noexcept {
  constexpr std::array<std::string_view, 3> names{"before_commit", "after_commit", "after_rollback"};
  return names[static_cast<std::size_t>(moment)];
}

}  // namespace rowan
