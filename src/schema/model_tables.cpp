// From models to tables.
#include <algorithm>
#include <optional>
#include <utility>

#include "rowan/core/error.hpp"
#include "rowan/core/integer_range.hpp"
#include "rowan/reflect/model_info.hpp"
#include "rowan/reflect/naming.hpp"
#include "rowan/schema/database_schema.hpp"
#include "schema/association_tables.hpp"

namespace rowan::schema {
namespace {

using Attributes = std::vector<const AttributeInfo*>;
using Names = std::vector<std::string>;

Names columns_of(const Attributes& attributes) {
  Names names;
  for (const AttributeInfo* attribute : attributes) names.push_back(attribute->column);
  return names;
}

std::vector<Term> terms_of(const IndexInfo& index) {
  std::vector<Term> terms;
  for (const IndexTerm& term : index.where) terms.push_back({term.attribute->column, term.negated, term.value});
  return terms;
}

Index index_of(const IndexInfo& index) {
  return {index.name, columns_of(index.attributes), index.unique, terms_of(index)};
}

bool counted_up(const AttributeInfo& attribute) { return attribute.generated && is_integer(attribute.type.kind); }

// Databases count up in signed integers, whatever the attribute is.
LogicalType own_type(const AttributeInfo& attribute) {
  const bool signed_all_the_same = counted_up(attribute) && attribute.type.kind == TypeKind::uint64;
  return signed_all_the_same ? LogicalType{TypeKind::int64} : attribute.type;
}

/// What a foreign key's column points to.
struct Reference {
  const ModelInfo* model;
  const AttributeInfo* key;
};

// One, several where a reference to any of several models owns the column, or none.
std::vector<Reference> references_of(const ModelInfo& model, const AttributeInfo& attribute) {
  std::vector<Reference> references;
  const auto take = [&](const AssociationInfo& resolved) {
    for (std::size_t i = 0; i < resolved.foreign_key.size(); ++i) {
      const bool itself = resolved.target == &model && resolved.referenced_key[i] == &attribute;
      if (resolved.foreign_key[i]->column == attribute.column && !itself)
        references.push_back({resolved.target, resolved.referenced_key[i]});
    }
  };
  for (const AssociationInfo& association : model.associations) {
    if (!association.refers()) continue;
    const AssociationInfo& resolved = association.resolved();
    if (resolved.branches.empty()) take(resolved);
    for (const auto& branch : resolved.branches) take(*branch);
    if (!references.empty()) break;
  }
  return references;
}

// What holds the values of both.
LogicalType wider(LogicalType one, const LogicalType& other) {
  if (one.kind != other.kind) {
    const bool integers = is_integer(one.kind) && is_integer(other.kind);
    return integers && range_of(other.kind).highest > range_of(one.kind).highest ? other : one;
  }
  one.length = one.length == 0 || other.length == 0 ? 0 : std::max(one.length, other.length);
  if (one.precision == 0 || other.precision == 0) return {one.kind, one.length};
  const int whole = std::max(one.precision - one.scale, other.precision - other.scale);
  one.scale = std::max(one.scale, other.scale);
  one.precision = static_cast<std::uint8_t>(whole + one.scale);
  return one;
}

// A foreign key has the type of the key it points to, to the length and the digits: some databases compare the bytes.
// That key may point on; who points in a circle has a type of its own.
std::optional<LogicalType> type_within(const ModelInfo& model, const AttributeInfo& attribute, int steps_left) {
  const std::vector<Reference> references = references_of(model, attribute);
  if (references.empty()) return own_type(attribute);
  if (steps_left == 0) return std::nullopt;
  std::optional<LogicalType> widest;
  for (const auto& [target, key] : references) {
    const std::optional<LogicalType> type = type_within(*target, *key, steps_left - 1);
    if (!type) return std::nullopt;
    widest = widest ? wider(*widest, *type) : *type;
  }
  return widest;
}

LogicalType type_of(const ModelInfo& model, const AttributeInfo& attribute) {
  constexpr int longest_chain = 16;
  return type_within(model, attribute, longest_chain).value_or(own_type(attribute));
}

Column column_of(const ModelInfo& model, const AttributeInfo& attribute) {
  return {attribute.column,      type_of(model, attribute), attribute.nullable,
          counted_up(attribute), attribute.default_sql,     attribute.reuse_keys};
}

// An index serves every prefix of its columns, and so does the primary key.
bool starts_with(const Names& columns, const Names& prefix) {
  return columns.size() >= prefix.size() && std::equal(prefix.begin(), prefix.end(), columns.begin());
}

bool has_index(const Table& table, const Names& columns) {
  return starts_with(table.primary_key, columns) ||
         std::any_of(table.indexes.begin(), table.indexes.end(),
                     [&](const Index& index) { return index.where.empty() && starts_with(index.columns, columns); });
}

bool has_unique_index(const Table& table, const std::string& column) {
  return table.primary_key == Names{column} ||
         std::any_of(table.indexes.begin(), table.indexes.end(), [&](const Index& index) {
           return index.unique && index.where.empty() && index.columns == Names{column};
         });
}

void add_unique_attributes(Table& table, const ModelInfo& model) {
  for (const AttributeInfo& attribute : model.attributes) {
    if (!attribute.unique || has_unique_index(table, attribute.column)) continue;
    table.indexes.push_back({naming().index_name(table.name, Names{attribute.column}), {attribute.column}, true});
  }
}

void add_declared_indexes(Table& table, const ModelInfo& model) {
  for (const IndexInfo& index : model.indexes) table.indexes.push_back(index_of(index));
  add_unique_attributes(table, model);
}

void index_foreign_keys(Table& table) {
  for (const ForeignKey& key : table.foreign_keys) {
    if (!has_index(table, key.columns))
      table.indexes.push_back({naming().index_name(table.name, key.columns), key.columns});
  }
}

/// `base`: what it has in common with that one is there already.
void constrain(Table& table, const ModelInfo& model, const ModelInfo* base) {
  for (const AssociationInfo& association : model.associations) {
    if (base != nullptr && base->find_association(association.name) != nullptr) continue;
    if (association.ops->constrain != nullptr) association.ops->constrain(association.resolved(), table);
  }
}

bool has_column(const Table& table, const std::string& name) {
  return std::any_of(table.columns.begin(), table.columns.end(), [&](const Column& each) { return each.name == name; });
}

template <class Named>
void add_missing(std::vector<Named>& all, Named more) {
  const bool there = std::any_of(all.begin(), all.end(), [&](const Named& each) { return each.name == more.name; });
  if (!there) all.push_back(std::move(more));
}

// What a sub-class has of its own is NULL in the rows of the others.
void add_subclass(Table& table, const ModelInfo& model) {
  for (const AttributeInfo& attribute : model.attributes) {
    if (has_column(table, attribute.column)) continue;
    table.columns.push_back(column_of(model, attribute));
    table.columns.back().nullable = true;
  }
  for (const CheckInfo& check : model.checks) add_missing(table.checks, Check{check.name, check.sql});
  for (const IndexInfo& index : model.indexes) add_missing(table.indexes, index_of(index));
  add_unique_attributes(table, model);
  std::vector<ForeignKey> keys = std::move(table.foreign_keys);
  table.foreign_keys.clear();
  constrain(table, model, model.base);
  // Several sub-classes may declare the same one.
  for (ForeignKey& key : std::exchange(table.foreign_keys, std::move(keys)))
    add_missing(table.foreign_keys, std::move(key));
}

void add_join_side(Table& join, const ModelInfo& side, const Names& columns) {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    join.columns.push_back({columns[i], type_of(side, *side.primary_key[i]), false, false, {}, false});
    join.primary_key.push_back(columns[i]);
  }
  join.foreign_keys.push_back({naming().foreign_key_name(join.name, columns), columns, side.schema, side.table,
                               columns_of(side.primary_key), ForeignKeyAction::cascade});
}

// It, and those it shares its table with.
std::vector<const ModelInfo*> kin_of(const ModelInfo& model) {
  const auto& kin = model.root().kinds();
  return kin.empty() ? std::vector{&model} : kin;  // in no registry
}

// A sub-class that is not among the models brings its join tables to those that are.
bool is_meant(const AssociationInfo& association, std::span<const ModelInfo* const> models) {
  return std::any_of(models.begin(), models.end(), [&](const ModelInfo* model) {
    return model == association.owner || &model->root() == &association.resolved().target->root();
  });
}

std::vector<const AssociationInfo*> joined_of(const ModelInfo& model, std::span<const ModelInfo* const> models) {
  std::vector<const AssociationInfo*> joined;
  for (const ModelInfo* kind : kin_of(model)) {
    for (const AssociationInfo& association : kind->associations) {
      if (association.ops->join_table != nullptr && is_meant(association, models)) joined.push_back(&association);
    }
  }
  return joined;
}

bool has_table(const std::vector<Table>& tables, const Table& table) {
  return std::any_of(tables.begin(), tables.end(),
                     [&](const Table& each) { return each.schema == table.schema && each.name == table.name; });
}

}  // namespace

void add_reference_index(const AssociationInfo& association, Table& own) {
  const Names columns = columns_of(association.own_columns());
  if (!has_index(own, columns)) own.indexes.push_back({naming().index_name(own.name, columns), columns});
}

void add_foreign_key(const AssociationInfo& association, Table& own) {
  const ModelInfo& target = *association.target;
  if (target.database_name != association.owner->database_name) return;  // no database checks a key into another one
  if (target.read_only) return;                                          // nor one into a view
  const Names columns = columns_of(association.foreign_key);
  own.foreign_keys.push_back({naming().foreign_key_name(own.name, columns), columns, target.schema, target.table,
                              columns_of(association.referenced_key), association.on_delete});
}

Table join_table_of(const AssociationInfo& association) {
  Table join;
  join.schema = association.owner->schema;
  join.name = association.join_table;
  add_join_side(join, *association.owner, association.join_owner_columns);
  add_join_side(join, *association.target, association.join_target_columns);
  const Names& back = association.join_target_columns;
  join.indexes.push_back({naming().index_name(join.name, back), back});
  return join;
}

Table table_of(const ModelInfo& any) {
  const ModelInfo& model = any.root();
  Table table;
  table.schema = model.schema;
  table.name = model.table;
  for (const AttributeInfo& attribute : model.attributes) table.columns.push_back(column_of(model, attribute));
  table.primary_key = columns_of(model.primary_key);
  for (const CheckInfo& check : model.checks) table.checks.push_back({check.name, check.sql});
  add_declared_indexes(table, model);
  constrain(table, model, nullptr);
  for (const ModelInfo* kind : model.kinds()) {
    if (kind != &model) add_subclass(table, *kind);
  }
  index_foreign_keys(table);
  return table;
}

std::vector<Table> join_tables_of(std::span<const ModelInfo* const> models) {
  std::vector<Table> tables;
  for (const ModelInfo* model : models) {
    if (model->read_only) continue;
    for (const AssociationInfo* association : joined_of(*model, models)) {
      Table join = association->ops->join_table(association->resolved());
      const bool mapped = std::any_of(models.begin(), models.end(), [&](const ModelInfo* each) {
        return each->table == join.name && each->schema == join.schema;
      });
      if (!mapped && !has_table(tables, join)) tables.push_back(std::move(join));
    }
  }
  return tables;
}

DatabaseSchema schema_of(std::span<const ModelInfo* const> models) {
  std::vector<Table> tables;
  for (const ModelInfo* model : models) {
    if (model->read_only) continue;
    const auto same = std::find_if(models.begin(), models.end(), [&](const ModelInfo* other) {
      return !other->read_only && other->table == model->table && other->schema == model->schema;
    });
    if (*same != model && &(*same)->root() == &model->root()) continue;
    if (*same != model) {
      throw MappingError((*same)->qualified_name + " and " + model->qualified_name + " both use the table " +
                         model->table + ": leave one of them out, or give it its own with m.table(\"…\")");
    }
    tables.push_back(table_of(*model));
  }
  for (Table& join : join_tables_of(models)) tables.push_back(std::move(join));
  return {in_creation_order(std::move(tables))};
}

}  // namespace rowan::schema
