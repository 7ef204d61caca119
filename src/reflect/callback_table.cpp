#include "rowan/reflect/callback_table.hpp"

namespace rowan {

std::string_view to_string(CallbackMoment moment) noexcept {
  constexpr std::array<std::string_view, 9> names{"before_validation", "before_save",    "after_save",
                                                  "before_create",     "after_create",   "before_update",
                                                  "after_update",      "before_destroy", "after_destroy"};
  return names[static_cast<std::size_t>(moment)];
}

}  // namespace rowan
