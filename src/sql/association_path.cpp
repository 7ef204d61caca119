#include "association_path.hpp"

#include "rowan/sql/compiler.hpp"

namespace rowan {
namespace {

using Attributes = std::vector<const AttributeInfo*>;

std::vector<std::string> columns_of(const Attributes& attributes) {
  std::vector<std::string> columns;
  for (const AttributeInfo* attribute : attributes) columns.push_back(attribute->column);
  return columns;
}

Hop to_target(const AssociationInfo& association, const Attributes& from, const Attributes& to) {
  const ModelInfo& target = *association.target;
  return {target.schema, target.table, columns_of(from), columns_of(to), from};
}

Hop into_join_table(const AssociationInfo& association) {
  const ModelInfo& owner = *association.owner;
  return {owner.schema, association.join_table, columns_of(owner.primary_key), association.join_owner_columns,
          owner.primary_key};
}

Hop out_of_join_table(const AssociationInfo& association) {
  const ModelInfo& target = *association.target;
  return {target.schema, target.table, association.join_target_columns, columns_of(target.primary_key),
          target.primary_key};
}

std::vector<Hop> path_through(const AssociationInfo& association) {
  std::vector<Hop> path = association_path(*association.through);
  for (Hop& hop : association_path(*association.source)) path.push_back(std::move(hop));
  return path;
}

}  // namespace

std::vector<Hop> association_path(const AssociationInfo& unresolved) {
  const AssociationInfo& association = unresolved.resolved();
  switch (association.kind) {
    case AssociationKind::belongs_to:
      return {to_target(association, association.foreign_key, association.referenced_key)};
    case AssociationKind::has_one:
    case AssociationKind::has_many:
      return {to_target(association, association.referenced_key, association.foreign_key)};
    case AssociationKind::many_to_many:
      return {into_join_table(association), out_of_join_table(association)};
    case AssociationKind::has_many_through:
      return path_through(association);
  }
  return {};
}

const std::vector<const AttributeInfo*>& association_owner_key(const AssociationInfo& unresolved) {
  const AssociationInfo& association = unresolved.resolved();
  switch (association.kind) {
    case AssociationKind::belongs_to:
      return association.foreign_key;
    case AssociationKind::has_one:
    case AssociationKind::has_many:
      return association.referenced_key;
    case AssociationKind::has_many_through:
      return association_owner_key(*association.through);
    case AssociationKind::many_to_many:
      break;
  }
  return association.owner->primary_key;
}

}  // namespace rowan
