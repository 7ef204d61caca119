#include "link.hpp"

#include <fmt/format.h>

#include "reflect/full_name.hpp"
#include "rowan/core/near_miss.hpp"
#include "rowan/reflect/naming.hpp"

namespace rowan::detail {
namespace {

std::vector<std::string_view> association_names(const ModelInfo& model) {
  std::vector<std::string_view> names;
  for (const AssociationInfo& association : model.associations) names.push_back(association.name);
  return names;
}

std::string_view key_kind(const AttributeInfo& attribute) { return to_string(attribute.type.kind); }

// Integers of any width may refer to each other; every other kind must be the same.
bool comparable(const AttributeInfo& left, const AttributeInfo& right) {
  if (is_integer(left.type.kind) && is_integer(right.type.kind)) return true;
  return left.type.kind == right.type.kind;
}

// foreign_key and referenced_key must pair up.
std::string check_key_types(const AssociationInfo& association, const ModelInfo& referring, const ModelInfo& referred) {
  if (association.foreign_key.size() != association.referenced_key.size()) {
    return fmt::format(
        "{} refers to {} by {} column(s), but its primary key has {}: give the handle a key type of {} part(s)",
        full_name(association), referred.name, association.foreign_key.size(), association.referenced_key.size(),
        association.referenced_key.size());
  }
  for (std::size_t i = 0; i < association.foreign_key.size(); ++i) {
    const AttributeInfo& from = *association.foreign_key[i];
    const AttributeInfo& to = *association.referenced_key[i];
    if (!comparable(from, to)) {
      return fmt::format("{}.{} is {}, but {}.{} that it refers to is {}: give the handle the same key type",
                         referring.name, from.name, key_kind(from), referred.name, to.name, key_kind(to));
    }
  }
  return {};
}

// Only models that are read_only() may be without a key.
std::string missing_key(const AssociationInfo& association, const ModelInfo& referred) {
  if (!referred.primary_key.empty()) return {};
  return fmt::format(
      "{} refers to the primary key of {}, which has none: name one with m.primary_key(…), or leave the "
      "association out",
      full_name(association), referred.name);
}

std::string link_belongs_to(AssociationInfo& association) {
  if (std::string error = missing_key(association, *association.target); !error.empty()) return error;
  association.referenced_key = association.target->primary_key;
  return check_key_types(association, *association.owner, *association.target);
}

const AssociationInfo* belongs_to_pointing_at(const ModelInfo& from, const ModelInfo& at, std::string_view name,
                                              int& found) {
  const AssociationInfo* only = nullptr;
  found = 0;
  for (const AssociationInfo& candidate : from.associations) {
    if (candidate.kind != AssociationKind::belongs_to || candidate.target_name != at.qualified_name) continue;
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
    if (back != nullptr && back->target_name == association.owner->qualified_name) association.inverse = back;
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
                       did_you_mean(association.inverse_name, association_names(*association.target)));
  }
  if (found == 0) {
    return fmt::format("{} has no inverse: {} has no BelongsTo<{}>; add one, or name the column with foreign_key(…)",
                       full_name(association), association.target->name, association.owner->name);
  }
  if (found > 1) {
    return fmt::format("{} could be the inverse of {} associations of {}: say which with inverse(\"…\")",
                       full_name(association), found, association.target->name);
  }
  association.inverse = back;
  association.foreign_key = back->foreign_key;
  return {};
}

std::string link_has(AssociationInfo& association) {
  if (std::string error = missing_key(association, *association.owner); !error.empty()) return error;
  association.foreign_key.clear();
  association.referenced_key = association.owner->primary_key;
  std::string error = find_back_reference(association);
  return error.empty() ? check_key_types(association, *association.target, *association.owner) : error;
}

std::vector<std::string> join_columns(std::string_view singular, const std::vector<const AttributeInfo*>& key) {
  std::vector<std::string> columns;
  for (const AttributeInfo* part : key) columns.push_back(naming().foreign_key(singular, part->column));
  return columns;
}

const AssociationInfo* opposite_many_to_many(const AssociationInfo& association) {
  for (const AssociationInfo& candidate : association.target->associations) {
    if (&candidate == &association || candidate.kind != AssociationKind::many_to_many) continue;
    if (candidate.target_name != association.owner->qualified_name) continue;
    if (association.inverse_name.empty() || candidate.name == association.inverse_name) return &candidate;
  }
  return nullptr;
}

// "Post" → "post": what a join column is named after.
std::string singular_name(const ModelInfo& model) { return naming().column_name(snake_case(model.name)); }

std::string link_many_to_many(AssociationInfo& association) {
  const ModelInfo& owner = *association.owner;
  const ModelInfo& target = *association.target;
  for (const ModelInfo* side : {&owner, &target}) {
    if (std::string error = missing_key(association, *side); !error.empty()) return error;
  }
  association.inverse = opposite_many_to_many(association);
  const bool itself = owner.qualified_name == target.qualified_name;
  if (association.join_table.empty() && itself) {
    return fmt::format(
        "{} joins {} with itself: name the table and its columns with join_table(\"…\", \"…_id\", \"…_id\")",
        full_name(association), owner.name);
  }
  if (association.join_table.empty() && association.inverse != nullptr && !association.inverse->join_table.empty()) {
    association.join_table = association.inverse->join_table;
    association.join_owner_columns = association.inverse->join_target_columns;
    association.join_target_columns = association.inverse->join_owner_columns;
  }
  if (association.join_table.empty()) association.join_table = naming().join_table(owner.table, target.table);
  if (association.join_owner_columns.empty())
    association.join_owner_columns = join_columns(singular_name(owner), owner.primary_key);
  if (association.join_target_columns.empty())
    association.join_target_columns = join_columns(singular_name(target), target.primary_key);
  association.referenced_key = owner.primary_key;
  return {};
}

const AssociationInfo* find_source(const AssociationInfo& association, const ModelInfo& middle) {
  if (!association.source_name.empty()) return middle.find_association(association.source_name);
  if (const AssociationInfo* same = middle.find_association(association.name)) return same;
  for (const AssociationInfo& candidate : middle.associations) {
    if (candidate.target_name == association.target_name) return &candidate;
  }
  return nullptr;
}

std::string link_through(AssociationInfo& association, FindModel find) {
  const ModelInfo& owner = *association.owner;
  association.through = owner.find_association(association.through_name);
  if (association.through == nullptr) {
    return fmt::format("{} goes through '{}', but {} has no such association{}", full_name(association),
                       association.through_name, owner.name,
                       did_you_mean(association.through_name, association_names(owner)));
  }
  auto& through = const_cast<AssociationInfo&>(*association.through);
  if (&through == &association) return fmt::format("{} goes through itself", full_name(association));
  if (!link_association(through, find)) return through.error;
  association.source = find_source(association, *through.target);
  if (association.source == nullptr) {
    return fmt::format("{} goes through {}, but {} has no association to {}: name it with through(\"{}\", \"…\")",
                       full_name(association), through.name, through.target->name, association.target->name,
                       through.name);
  }
  auto& source = const_cast<AssociationInfo&>(*association.source);
  if (!link_association(source, find)) return source.error;
  if (source.target_name != association.target_name) {
    return fmt::format("{} holds {}, but {}.{} leads to {}", full_name(association), association.target->name,
                       through.target->name, source.name, source.target->name);
  }
  association.referenced_key = owner.primary_key;
  return {};
}

std::string link_by_kind(AssociationInfo& association, FindModel find) {
  switch (association.kind) {
    case AssociationKind::belongs_to:
      return link_belongs_to(association);
    case AssociationKind::has_one:
    case AssociationKind::has_many:
      return link_has(association);
    case AssociationKind::many_to_many:
      return link_many_to_many(association);
    case AssociationKind::has_many_through:
      return link_through(association, find);
  }
  return {};
}

std::string check_order(const AssociationInfo& association) {
  if (association.order_name.empty() || association.target->find_attribute(association.order_name) != nullptr)
    return {};
  return fmt::format("{} is ordered by '{}', which is no attribute of {}", full_name(association),
                     association.order_name, association.target->name);
}

// A belongs_to learns its inverse last: the to-many or has_one that uses its column.
void find_inverse_of_belongs_to(AssociationInfo& association) {
  for (const AssociationInfo& candidate : association.target->associations) {
    const bool has = candidate.kind == AssociationKind::has_one || candidate.kind == AssociationKind::has_many;
    if (!has || candidate.target_name != association.owner->qualified_name) continue;
    if (candidate.inverse_name.empty() || candidate.inverse_name == association.name) association.inverse = &candidate;
  }
}

}  // namespace

bool link_association(AssociationInfo& association, FindModel find) {
  if (association.linked.load(std::memory_order_relaxed)) return true;
  association.target = find(association.target_name);
  if (association.target == nullptr) {
    association.error = fmt::format(
        "{} points to {}, which is not registered: add ROWAN_REGISTER_MODEL({}) to a .cpp that is linked in",
        full_name(association), association.target_name, association.target_name);
    return false;
  }
  association.error = link_by_kind(association, find);
  if (association.error.empty()) association.error = check_order(association);
  if (!association.error.empty()) return false;
  if (association.kind == AssociationKind::belongs_to) find_inverse_of_belongs_to(association);
  association.linked.store(true, std::memory_order_release);
  return true;
}

}  // namespace rowan::detail
