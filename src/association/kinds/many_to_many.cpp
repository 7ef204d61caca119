// Targets joined by rows of a table of its own.
#include <fmt/format.h>

#include "association/join_rows.hpp"
#include "association/kinds/shared.hpp"
#include "model/save/check_graph.hpp"
#include "model/save/destroyer.hpp"
#include "reflect/full_name.hpp"
#include "reflect/link.hpp"
#include "rowan/reflect/naming.hpp"
#include "schema/association_tables.hpp"

namespace rowan {
namespace {

std::vector<std::string> join_columns(std::string_view singular, const std::vector<const AttributeInfo*>& key) {
  std::vector<std::string> columns;
  for (const AttributeInfo* part : key) columns.push_back(naming().foreign_key(singular, part->column));
  return columns;
}

const AssociationInfo* many_to_many_back_to(const ModelInfo& owner, const AssociationInfo& association) {
  for (const AssociationInfo& candidate : association.target->associations) {
    if (&candidate == &association || candidate.ops != association.ops) continue;
    if (candidate.target_name != owner.qualified_name) continue;
    if (association.inverse_name.empty() || candidate.name == association.inverse_name) return &candidate;
  }
  return nullptr;
}

// One that leads to a base of the owner has the links of what the owner has from that base.
const AssociationInfo* opposite_many_to_many(const AssociationInfo& association) {
  for (const ModelInfo* owner = association.owner; owner != nullptr; owner = owner->base) {
    const bool inherited = owner == association.owner || owner->find_association(association.name) != nullptr;
    if (const auto* found = inherited ? many_to_many_back_to(*owner, association) : nullptr) return found;
  }
  return nullptr;
}

// "Post" → "post": what a join column is named after; sub-classes share it, as they share the table.
std::string singular_name(const ModelInfo& model) { return naming().column_name(snake_case(model.root().name)); }

struct ManyToManyKind : ListKind {
  static std::string link(AssociationInfo& association, detail::FindModel) {
    const ModelInfo& owner = *association.owner;
    const ModelInfo& target = *association.target;
    for (const ModelInfo* side : {&owner, &target}) {
      if (std::string error = detail::missing_key(association, *side); !error.empty()) return error;
    }
    association.inverse = opposite_many_to_many(association);
    const bool itself = owner.root().qualified_name == target.root().qualified_name;
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

  static std::vector<Hop> path(const AssociationInfo& association) {
    const ModelInfo& owner = *association.owner;
    const ModelInfo& target = *association.target;
    return {{owner.schema, association.join_table, columns_of(owner.primary_key), association.join_owner_columns,
             owner.primary_key},
            {target.schema, target.table, association.join_target_columns, columns_of(target.primary_key),
             target.primary_key}};
  }

  static void validate(const AssociationInfo& association, ModelBase& owner, GraphCheck& check) {
    check.look_at_links(association, owner);
  }

  static SaveResult save_after(const AssociationInfo& association, ModelBase& owner, DatabaseCore& database,
                               const SaveStep& save) {
    return save_links(association, owner, database, save);
  }
};

}  // namespace

constinit const AssociationOps association_kinds::many_to_many{
    .kind = AssociationKind::many_to_many,
    .name = "many_to_many",
    .key = KeyPlace::join_table,
    .to_many = true,
    .link = &ManyToManyKind::link,
    .join_table = &schema::join_table_of,
    .path = &ManyToManyKind::path,
    .owner_attributes = &ManyToManyKind::owner_attributes,
    .owner_key = &ManyToManyKind::owner_key,
    .is_loaded = &ManyToManyKind::is_loaded,
    .deal_out = &ManyToManyKind::deal_out,
    .reset = &ManyToManyKind::reset,
    .pending = &ManyToManyKind::pending,
    .validate = &ManyToManyKind::validate,
    .save_after = &ManyToManyKind::save_after,
    .on_destroy = &unlink_dependents,
};

}  // namespace rowan
