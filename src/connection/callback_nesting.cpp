#include "connection/callback_nesting.hpp"

#include <fmt/format.h>

#include "rowan/core/error.hpp"

namespace rowan {

constinit thread_local int CallbackNesting::depth = 0;

void CallbackNesting::refuse(std::string_view whose, CalledFor what) {
  const std::string deep = fmt::format("callbacks of {} run inside each other more than {} deep", whose, most);
  if (what == CalledFor::load)
    throw QueryError(deep + ": an after_find loads what leads to it again, or goes up or down a long chain of records");
  throw RecordNotSaved(deep + ": one of them saves or destroys what leads to it again");
}

}  // namespace rowan
