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

std::string names_of_index(const IndexInfo& index) {
  std::string names = names_of_key(index.attributes);
  for (const IndexTerm& term : index.where) {
    names += &term == &index.where.front() ? " where " : " and ";
    names += fmt::format("{} {} {}", term.attribute->name,
                         term.negated ? "!=" : "==", term.value.is_null() ? "NULL" : inspect(term.value));
  }
  return index.where.empty() ? names : fmt::format("{} (\"{}\")", names, index.name);
}

[[noreturn]] void refuse_target(const ModelInfo& model, const KeyColumns& asked) {
  std::string known = model.primary_key.empty() ? "" : names_of_key(model.primary_key);
  for (const IndexInfo& index : model.indexes) {
    if (index.unique) known += (known.empty() ? "" : " and ") + names_of_index(index);
  }
  throw MappingError(
      fmt::format("an upsert of {} by {} needs attributes that are declared unique together; those of {} are {}: name "
                  "one of these, "
                  "or declare m.unique_index(…)",
                  model.name, names_of_key(asked), model.name, known.empty() ? "none" : known));
}

[[noreturn]] void refuse_several(const ModelInfo& model, const IndexInfo& one, const IndexInfo& other) {
  throw MappingError(fmt::format("an upsert of {} by {} may be by {} or by {}: say which by the name of the index",
                                 model.name, names_of_key(one.attributes), names_of_index(one), names_of_index(other)));
}

const IndexInfo* index_named(const ModelInfo& model, std::span<const std::string_view> names) {
  const auto found = std::find_if(model.indexes.begin(), model.indexes.end(), [&](const IndexInfo& index) {
    return index.unique && names.size() == 1 && index.name == names.front();
  });
  return found == model.indexes.end() ? nullptr : &*found;
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

ConflictTarget conflict_target(const ModelInfo& model, std::span<const std::string_view> names) {
  if (const IndexInfo* index = index_named(model, names)) return {index->attributes, index->where};
  const KeyColumns asked = columns_named(model, names);
  if (!asked.empty() && same_columns(asked, model.primary_key)) return {model.primary_key};
  const IndexInfo* partial = nullptr;
  for (const IndexInfo& index : model.indexes) {
    if (!index.unique || !same_columns(asked, index.attributes)) continue;
    if (index.where.empty()) return {index.attributes};
    if (partial != nullptr) refuse_several(model, *partial, index);
    partial = &index;
  }
  if (partial == nullptr) refuse_target(model, asked);
  return {partial->attributes, partial->where};
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
         std::any_of(model.indexes.begin(), model.indexes.end(), [&](const IndexInfo& index) {
           return index.unique && index.where.empty() && in_the_way(index.attributes);
         });
}

}  // namespace rowan
