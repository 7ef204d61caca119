#include "association/owner_rows.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "association/handle_at.hpp"
#include "association/kinds/shared.hpp"
#include "association/shared_columns.hpp"
#include "core/ascii_case.hpp"
#include "model/load/fetch.hpp"
#include "model/load/key_condition.hpp"
#include "model/load/run_sql.hpp"
#include "reflect/full_name.hpp"
#include "rowan/connection/database_core.hpp"
#include "rowan/core/error.hpp"
#include "rowan/query/ast.hpp"
#include "rowan/sql/statement_compiler.hpp"

namespace rowan {
namespace {

std::string_view table_of(const OwnerReference& owner) { return owner.reference->target->table; }

bool less(const Value& left, const Value& right) {
  const auto* a = std::get_if<std::int64_t>(&left.storage());
  const auto* b = std::get_if<std::int64_t>(&right.storage());
  return a != nullptr && b != nullptr ? *a < *b : left.to_string() < right.to_string();
}

std::vector<Value> parts_of(const OwnerReference& owner) {
  return key_parts(owner.key, owner.reference->target->primary_key);
}

// Null for the model of others. A column that ignores case finds what is read as no type here: nobody would be counted
// for it.
const AssociationInfo* branch_named(const AssociationInfo& association, const Value& type) {
  if (type.is_null()) return nullptr;
  for (const auto& branch : association.branches) {
    if (branch->type_text == type.as_string()) return branch.get();
  }
  for (const auto& branch : association.branches) {
    if (!equal_in_any_case(branch->type_text, type.as_string())) continue;
    throw InvalidValue(fmt::format("{} refers to '{}', which is no type of it but for its case: write '{}' there",
                                   full_name(association), type.as_string(), branch->type_text));
  }
  return nullptr;
}

bool contains(std::span<const AttributeInfo* const> list, const AttributeInfo* attribute) {
  return std::find(list.begin(), list.end(), attribute) != list.end();
}

}  // namespace

std::optional<OwnerReference> owner_of(const AssociationInfo& declared, const void* object) {
  const AssociationInfo& association = declared.resolved();
  const BelongsToHandle& handle = belongs_to_at(const_cast<void*>(object), association);
  const AssociationInfo* reference = branch_at(association, handle);
  Key key;
  if (reference == nullptr || !read_reference(*reference, object, key)) return std::nullopt;
  return OwnerReference{reference, std::move(key)};
}

bool comes_before(const OwnerReference& left, const OwnerReference& right) {
  if (table_of(left) != table_of(right)) return table_of(left) < table_of(right);
  const std::vector<Value> a = parts_of(left), b = parts_of(right);
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(), less);
}

bool moves_owners(OwnerTrait trait, const ModelBase& record, std::span<const AttributeInfo* const> only) {
  for (const AssociationInfo& declared : record.model_info().associations) {
    if (!(declared.*trait)) continue;
    for (const AttributeInfo* column : declared.resolved().own_columns()) {
      if ((only.empty() || contains(only, column)) && record.changed(column->name)) return true;
    }
  }
  return false;
}

OwnerRows::OwnerRows(const ModelInfo& model, OwnerTraits traits) : model_(model), columns_(model.primary_key) {
  for (const AssociationInfo& declared : model.associations) {
    if (std::none_of(traits.begin(), traits.end(), [&](OwnerTrait trait) { return declared.*trait; })) continue;
    associations_.push_back(&declared.resolved());
    for (const AttributeInfo* column : associations_.back()->own_columns()) {
      if (!contains(columns_, column)) columns_.push_back(column);
    }
  }
}

void OwnerRows::lock(SelectQuery which, DatabaseCore& database) {
  which.lock = RowLock();
  read(std::move(which), database);
}

void OwnerRows::read(SelectQuery which, DatabaseCore& database) {
  which.outputs.clear();
  for (const AttributeInfo* column : columns_) which.outputs.push_back(ast::column(column->name));
  const Lease connection = database.acquire();
  rows_ = select_values(*connection, connection->compiler().select(which), model_.name, "find owners");
}

std::optional<std::size_t> OwnerRows::place(const AttributeInfo* column) const {
  const auto at = std::find(columns_.begin(), columns_.end(), column);
  if (at == columns_.end()) return std::nullopt;
  return static_cast<std::size_t>(at - columns_.begin());
}

std::optional<OwnerReference> OwnerRows::owner(const AssociationInfo& association,
                                               const std::vector<Value>& row) const {
  const AssociationInfo* reference = &association;
  if (!association.branches.empty()) reference = branch_named(association, row[*place(association.type)]);
  if (reference == nullptr) return std::nullopt;
  std::vector<Value> parts;
  for (const AttributeInfo* column : association.foreign_key) {
    parts.push_back(row[*place(column)]);
    if (parts.back().is_null()) return std::nullopt;
  }
  return OwnerReference{reference, key_of(*reference->target, std::move(parts))};
}

SelectQuery row_of(const ModelBase& record) {
  SelectQuery query;
  query.model = &record.model_info();
  query.where = key_equals(*query.model, key_parts(slot_key(*record.slot()), query.model->primary_key));
  return query;
}

std::vector<SelectQuery> rows_of(std::span<const OwnerReference> owners) {
  std::vector<SelectQuery> queries;
  while (!owners.empty()) {
    const ModelInfo& model = *owners.front().reference->target;
    const auto some = owners.first(std::min(owners.size(), most_keys_named(model)));
    std::vector<std::vector<Value>> keys;
    for (const OwnerReference& owner : some) keys.push_back(parts_of(owner));
    SelectQuery& query = queries.emplace_back();
    query.model = &model;
    query.where = key_among(model, keys);
    owners = owners.subspan(some.size());
  }
  return queries;
}

void lock_owners(std::span<const OwnerReference> owners, DatabaseCore& database) {
  const Lease connection = database.acquire();
  for (SelectQuery& query : rows_of(owners)) {
    for (const AttributeInfo* part : query.model->primary_key) {
      query.order.push_back({ast::column(part->name)});
      query.outputs.push_back(ast::column(part->name));
    }
    static_cast<void>(
        select_values(*connection, connection->compiler().select_to_change(query), query.model->name, "lock owners"));
  }
}

}  // namespace rowan
