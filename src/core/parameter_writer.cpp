#include "rowan/core/parameter_writer.hpp"

#include <cstddef>
#include <type_traits>

namespace rowan {

void write_value(ParameterWriter& parameters, int index, const Value& value, TypeKind kind) {
  std::visit(
      [&](const auto& held) {
        using Held = std::decay_t<decltype(held)>;
        if constexpr (std::is_same_v<Held, std::monostate>) {
          parameters.write_null(index, kind);
        } else if constexpr (std::is_same_v<Held, std::string>) {
          parameters.write(index, std::string_view(held));
        } else if constexpr (std::is_same_v<Held, Bytes>) {
          parameters.write(index, std::span<const std::byte>(held));
        } else {
          parameters.write(index, held);
        }
      },
      value.storage());
}

void ParameterWriter::write_members(std::span<const MemberStep> steps, const void* object, int& index) {
  for (const MemberStep& step : steps) {
    step.write(*this, index, static_cast<const std::byte*>(object) + step.offset);
    ++index;
  }
}

}  // namespace rowan
