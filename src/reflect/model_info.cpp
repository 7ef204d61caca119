#include "rowan/reflect/model_info.hpp"

#include <fmt/format.h>

#include "rowan/core/near_miss.hpp"
#include "rowan/reflect/naming.hpp"

namespace rowan {
namespace {

[[noreturn]] void unknown(const ModelInfo& model, std::string_view what, std::string_view name,
                          const std::vector<std::string_view>& known) {
  throw QueryError(fmt::format("{} has no {} '{}'{}", model.name, what, name, did_you_mean(name, known)));
}

template <class List>
std::vector<std::string_view> names_of(const List& list) {
  std::vector<std::string_view> names;
  for (const auto& item : list) names.push_back(item.name);
  return names;
}

}  // namespace

const AttributeInfo* ModelInfo::find_attribute(std::string_view attribute) const {
  const std::string_view wanted = member_name(attribute);
  for (const AttributeInfo& candidate : attributes) {
    if (candidate.name == wanted) return &candidate;
  }
  return nullptr;
}

const AssociationInfo* ModelInfo::find_association(std::string_view association) const {
  const std::string_view wanted = member_name(association);
  for (const AssociationInfo& candidate : associations) {
    if (candidate.name == wanted) return &candidate;
  }
  return nullptr;
}

const AttributeInfo& ModelInfo::attribute(std::string_view attribute) const {
  if (const AttributeInfo* found = find_attribute(attribute)) return *found;
  unknown(*this, "attribute", attribute, names_of(attributes));
}

const AssociationInfo& ModelInfo::association(std::string_view association) const {
  if (const AssociationInfo* found = find_association(association)) return *found;
  unknown(*this, "association", association, names_of(associations));
}

}  // namespace rowan
