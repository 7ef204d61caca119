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

bool is_id_of(const AttributeInfo& key, std::string_view wanted) {
  constexpr std::string_view id = "_id";
  return wanted.ends_with(id) && wanted.substr(0, wanted.size() - id.size()) == key.name;
}

// A name that is known, but not as one value.
void refuse_association(const ModelInfo& model, std::string_view name) {
  const AssociationInfo* association = model.find_association(name);
  if (association == nullptr) return;
  if (!association->refers()) {
    throw QueryError(fmt::format("{}.{} is an association without a column here, so it has no value of its own",
                                 model.name, association->name));
  }
  std::string parts;
  const std::vector<const AttributeInfo*> columns = association->own_columns();
  for (const AttributeInfo* part : columns) parts += (parts.empty() ? "" : ", ") + part->name;
  throw QueryError(fmt::format("{}.{} has {} columns: name them one by one ({})", model.name, association->name,
                               columns.size(), parts));
}

template <class List>
std::vector<std::string_view> names_of(const List& list) {
  std::vector<std::string_view> names;
  for (const auto& item : list) names.push_back(item.name);
  return names;
}

}  // namespace

Value AttributeInfo::normalized(Value value) const {
  const auto* text = std::get_if<std::string>(&value.storage());
  if (text == nullptr || normalizers.empty()) return value;
  std::string normal = *text;
  for (const TextNormalizer& normalizer : normalizers) normal = normalizer(normal);
  return Value(std::move(normal));
}

const AttributeInfo* ModelInfo::find_attribute(std::string_view attribute) const {
  const std::string_view wanted = member_name(attribute);
  for (const AttributeInfo& candidate : attributes) {
    if (candidate.name == wanted) return &candidate;
  }
  // A belongs_to by what its column is called, here or by convention, as the databases of one model may differ in it.
  for (const AttributeInfo& candidate : attributes) {
    if (candidate.association == nullptr) continue;
    if (candidate.column == wanted || is_id_of(candidate, wanted)) return &candidate;
  }
  // One that uses another attribute's column.
  const AssociationInfo* association = find_association(attribute);
  const bool one_column = association != nullptr && association->refers() && association->type == nullptr &&
                          association->foreign_key.size() == 1;
  return one_column ? association->foreign_key[0] : nullptr;
}

const AssociationInfo* ModelInfo::find_association(std::string_view association) const {
  const std::string_view wanted = member_name(association);
  for (const AssociationInfo& candidate : associations) {
    if (candidate.name == wanted) return &candidate;
  }
  const std::size_t colon = wanted.find(':');
  if (colon == std::string_view::npos) return nullptr;
  const AssociationInfo* several = find_association(wanted.substr(0, colon));
  return several == nullptr ? nullptr : several->branch_named(wanted.substr(colon + 1));
}

const AttributeInfo& ModelInfo::attribute(std::string_view attribute) const {
  if (const AttributeInfo* found = find_attribute(attribute)) return *found;
  refuse_association(*this, attribute);
  unknown(*this, "attribute", attribute, names_of(attributes));
}

const AssociationInfo& ModelInfo::association(std::string_view association) const {
  if (const AssociationInfo* found = find_association(association)) return *found;
  unknown(*this, "association", association, names_of(associations));
}

}  // namespace rowan
