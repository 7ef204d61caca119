#include "connection/callback_nesting.hpp"

#include <fmt/format.h>

#include "rowan/core/error.hpp"

namespace rowan {

constinit thread_local int CallbackNesting::depth = 0;

void CallbackNesting::refuse(std::string_view whose) {
  throw RecordNotSaved(fmt::format(
      "callbacks of {} run inside each other more than {} deep: one of them saves or destroys what leads to "
      "it again",
      whose, most));
}

}  // namespace rowan
