#include "model/write/sums.hpp"

#include <fmt/format.h>

#include "rowan/core/integer_range.hpp"

namespace rowan {
namespace {

std::string range_of_attribute(const AttributeInfo& attribute) {
  const LogicalType& type = attribute.type;
  if (is_integer(type.kind)) {
    const auto [lowest, highest] = range_of(type.kind);
    return fmt::format("{} to {}", lowest, highest);
  }
  if (type.kind != TypeKind::decimal || type.precision == 0) return {};
  return fmt::format("{} digits, {} of them after the point", type.precision, type.scale);
}

}  // namespace

std::string range_told(const AttributeInfo& attribute) {
  const std::string range = range_of_attribute(attribute);
  return range.empty() ? range : "; it holds " + range;
}

std::string names_with_ranges(const ModelInfo& model, const std::vector<Assignment>& sets) {
  std::string names;
  for (const Assignment& set : sets) {
    const std::string range = range_of_attribute(*set.attribute);
    names += fmt::format("{}{}.{}{}", names.empty() ? "" : " or ", model.name, set.attribute->name,
                         range.empty() ? range : " (which holds " + range + ")");
  }
  return names;
}

}  // namespace rowan
