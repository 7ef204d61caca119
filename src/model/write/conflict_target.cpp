#include "model/write/conflict_target.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "rowan/core/error.hpp"

namespace rowan {
namespace {

using KeyColumns = std::vector<const AttributeInfo*>;

bool has_column(std::span<const AttributeInfo* const> list, const AttributeInfo* column) {
  return std::find(list.begin(), list.end(), column) != list.end();
}

bool same_columns(const KeyColumns& left, const KeyColumns& right) {
  return left.size() == right.size() && std::is_permutation(left.begin(), left.end(), right.begin());
}

std::string names_of_key(const KeyColumns& columns) {
  std::string names;
  for (const AttributeInfo* column : columns) names += (names.empty() ? "" : ", ") + column->name;
  return "{" + names + "}";
}

[[noreturn]] void refuse_target(const ModelInfo& model, const KeyColumns& asked) {
  std::string known = model.primary_key.empty() ? "" : names_of_key(model.primary_key);
  for (const IndexInfo& index : model.indexes) {
    if (index.unique) known += (known.empty() ? "" : " and ") + names_of_key(index.attributes);
  }
  throw MappingError(
      fmt::format("an upsert of {} by {} needs attributes that are declared unique together; those of {} are {}: name "
                  "one of these, "
                  "or declare m.unique_index(…)",
                  model.name, names_of_key(asked), model.name, known.empty() ? "none" : known));
}

KeyColumns columns_named(const ModelInfo& model, std::span<const std::string_view> names) {
  KeyColumns columns;
  const auto add = [&](const AttributeInfo* column) {  // once, though several may share it
    if (!has_column(columns, column)) columns.push_back(column);
  };
  for (std::string_view name : names) {
    const AssociationInfo* association = model.find_association(name);
    if (association != nullptr && association->refers())
      for (const AttributeInfo* column : association->own_columns()) add(column);
    else
      add(&model.attribute(name));
  }
  return columns;
}

}  // namespace

KeyColumns conflict_target(const ModelInfo& model, std::span<const std::string_view> names) {
  const KeyColumns asked = columns_named(model, names);
  if (!asked.empty() && same_columns(asked, model.primary_key)) return model.primary_key;
  for (const IndexInfo& index : model.indexes) {
    if (index.unique && same_columns(asked, index.attributes)) return index.attributes;
  }
  refuse_target(model, asked);
}

bool sends_other_key(const ModelInfo& model, std::span<const AttributeInfo* const> conflict,
                     std::span<const AttributeInfo* const> sent) {
  const KeyColumns target(conflict.begin(), conflict.end());
  const auto in_the_way = [&](const KeyColumns& key) {
    return !key.empty() && !same_columns(key, target) &&
           std::all_of(key.begin(), key.end(),
                       [&](const AttributeInfo* part) { return has_column(sent, part) || part->database_default; });
  };
  return in_the_way(model.primary_key) ||
         std::any_of(model.indexes.begin(), model.indexes.end(),
                     [&](const IndexInfo& index) { return index.unique && in_the_way(index.attributes); });
}

}  // namespace rowan
