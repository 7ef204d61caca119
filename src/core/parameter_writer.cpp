#include "rowan/core/parameter_writer.hpp"

#include <cstddef>
#include <type_traits>
#include <vector>

#include "rowan/core/error.hpp"

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
        } else if constexpr (std::is_same_v<Held, std::vector<Value>>) {
          parameters.write_list(index, element_of(kind), held);
        } else {
          parameters.write(index, held);
        }
      },
      value.storage());
}

void ParameterWriter::forget_kept() noexcept { kept_.clear(); }

void ParameterWriter::write_list(int, TypeKind, std::span<const Value>) {
  throw Unsupported("this database has no arrays: a list can't be bound to one placeholder");
}

void ParameterWriter::write_integers(int index, std::span<const std::int64_t> values) {
  write_list(index, TypeKind::int64, std::vector<Value>(values.begin(), values.end()));
}

void ParameterWriter::write_members(std::span<const MemberStep> steps, const void* object, int& index,
                                    std::uint64_t* prints) {
  for (const MemberStep& step : steps) {
    step.write(*this, index, static_cast<const std::byte*>(object) + step.offset);
    if (prints != nullptr) take_fingerprint(step, object, prints + step.word);
    ++index;
  }
}

}  // namespace rowan
