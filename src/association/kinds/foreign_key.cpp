#include <fmt/format.h>

#include "association/kinds/shared.hpp"
#include "reflect/full_name.hpp"
#include "reflect/link.hpp"
#include "rowan/core/near_miss.hpp"

namespace rowan {
namespace {

// By what, with the foreign key, the targets refer to the owner. One that leads to a base may refer to rows of its
// sub-classes, too, but holds objects of the base only.
void take_inverse(AssociationInfo& association, const AssociationInfo& back) {
  const ModelInfo* meant = association.owner;
  while (!back.leads_to(meant->qualified_name)) meant = meant->base;
  if (meant == association.owner) association.inverse = &back;
  association.type = back.type;
  if (back.type != nullptr) association.type_text = meant->type_name;
}

bool leads_to_kind_of(const AssociationInfo& reference, const ModelInfo& model) {
  for (const ModelInfo* each = &model; each != nullptr; each = each->base) {
    if (reference.leads_to(each->qualified_name)) return true;
  }
  return false;
}

const AssociationInfo* belongs_to_pointing_at(const ModelInfo& from, const ModelInfo& at, std::string_view name,
                                              int& found) {
  const AssociationInfo* only = nullptr;
  found = 0;
  for (const AssociationInfo& candidate : from.associations) {
    if (!candidate.refers() || !leads_to_kind_of(candidate, at)) continue;
    if (!name.empty() && candidate.name != name) continue;
    only = &candidate;
    ++found;
  }
  return only;
}

std::string foreign_key_from_names(AssociationInfo& association) {
  for (const std::string& name : association.foreign_key_names) {
    const AttributeInfo* attribute = association.target->find_attribute(name);
    if (attribute == nullptr) {
      return fmt::format("{} names foreign key '{}', but {} has no such attribute", full_name(association), name,
                         association.target->name);
    }
    association.foreign_key.push_back(attribute);
    const AssociationInfo* back = attribute->association;
    // Two models may share a table: only a belongs_to that leads to this one can be its inverse.
    if (back != nullptr && leads_to_kind_of(*back, *association.owner)) take_inverse(association, *back);
  }
  return {};
}

// has_one and has_many: the target's belongs_to that points back, or the columns named.
std::string find_back_reference(AssociationInfo& association) {
  if (!association.foreign_key_names.empty()) return foreign_key_from_names(association);
  int found = 0;
  const AssociationInfo* back =
      belongs_to_pointing_at(*association.target, *association.owner, association.inverse_name, found);
  if (found == 0 && !association.inverse_name.empty()) {
    return fmt::format("{} says its inverse is {}.{}, which is no belongs_to of {}{}", full_name(association),
                       association.target->name, association.inverse_name, association.owner->name,
                       did_you_mean(association.inverse_name, detail::association_names(*association.target)));
  }
  if (found == 0) {
    return fmt::format("{} has no inverse: {} has no BelongsTo<{}>; add one, or name the column with foreign_key(…)",
                       full_name(association), association.target->name, association.owner->name);
  }
  if (found > 1) {
    return fmt::format("{} could be the inverse of {} associations of {}: say which with inverse(\"…\")",
                       full_name(association), found, association.target->name);
  }
  take_inverse(association, *back);
  association.foreign_key = back->foreign_key;
  return {};
}

}  // namespace

std::string ForeignKeyKind::link(AssociationInfo& association, detail::FindModel) {
  if (std::string error = detail::missing_key(association, *association.owner); !error.empty()) return error;
  association.foreign_key.clear();
  association.type = nullptr;
  association.referenced_key = association.owner->primary_key;
  std::string error = find_back_reference(association);
  if (error.empty() && association.typed && association.type == nullptr) {
    return fmt::format("{} says as(\"{}\"), but {}.{} is no BelongsTo<Any<…>>: say inverse(…)", full_name(association),
                       association.inverse_name, association.target->name, association.inverse_name);
  }
  return error.empty() ? detail::check_key_types(association, *association.target, *association.owner) : error;
}

std::vector<Hop> ForeignKeyKind::path(const AssociationInfo& association) {
  const ModelInfo& target = *association.target;
  Hop hop{target.schema, target.table, columns_of(association.referenced_key), columns_of(association.foreign_key),
          association.referenced_key};
  if (association.type != nullptr) hop.fixed.push_back({association.type->column, association.type_text});
  return {std::move(hop)};
}

}  // namespace rowan
