#include "rowan/core/logical_type.hpp"

#include <array>
#include <cstddef>

namespace rowan {

std::string_view to_string(TypeKind kind) {
  static constexpr std::array<std::string_view, 19> names{
      "boolean[]", "int8[]",    "int16[]",   "int32[]",   "int64[]", "uint8[]", "uint16[]", "uint32[]",
      "uint64[]",  "float32[]", "float64[]", "decimal[]", "text[]",  "bytes[]", "date[]",   "local_date_time[]",
      "instant[]", "uuid[]",    "json[]"};
  const std::string_view name = names.at(static_cast<std::size_t>(element_of(kind)));
  return is_array(kind) ? name : name.substr(0, name.size() - 2);
}

}  // namespace rowan
