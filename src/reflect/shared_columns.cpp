#include "reflect/shared_columns.hpp"

#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>

namespace rowan::detail {
namespace {

using Replacements = std::unordered_map<const AttributeInfo*, const AttributeInfo*>;
using Attributes = std::vector<const AttributeInfo*>;

bool comparable(TypeKind left, TypeKind right) { return left == right || (is_integer(left) && is_integer(right)); }

// The attribute that has the column in the end: what is shared may itself be a shared part of another key.
const AttributeInfo* final_of(const Replacements& replacements, const AttributeInfo* attribute) {
  for (std::size_t steps = 0; steps <= replacements.size(); ++steps) {
    const auto next = replacements.find(attribute);
    if (next == replacements.end()) return attribute;
    attribute = next->second;
  }
  return nullptr;  // in a circle
}

void check_part(ModelInfo& info, const AssociationInfo& association, const AttributeInfo& part,
                const AttributeInfo* shared) {
  if (shared == nullptr) {
    info.mistakes.push_back(fmt::format("{}.{} shares a column that shares its own in turn: one of them must have it",
                                        info.name, association.name));
  } else if (!comparable(part.type.kind, shared->type.kind)) {
    info.mistakes.push_back(
        fmt::format("{0}.{1} has a key part of type {2}, but {0}.{3}, whose column it shares, is {4}", info.name,
                    association.name, to_string(part.type.kind), shared->name, to_string(shared->type.kind)));
  } else if (association.on_delete == ForeignKeyAction::set_null && !shared->nullable) {
    info.mistakes.push_back(fmt::format("{0}.{1} can't be on_delete(set_null): that would set {0}.{2} to NULL, too",
                                        info.name, association.name, shared->name));
  }
}

// One column can't be two parts of a key.
void check_parts_differ(ModelInfo& info, const AssociationInfo& association, const Replacements& final) {
  std::vector<const AttributeInfo*> seen;
  for (const AttributeInfo* part : association.foreign_key) {
    const auto shared = final.find(part);
    const AttributeInfo* attribute = shared == final.end() ? part : shared->second;
    if (std::find(seen.begin(), seen.end(), attribute) != seen.end() && attribute != nullptr) {
      info.mistakes.push_back(fmt::format("{0}.{1} has {0}.{2} as two parts of its key: name each column once",
                                          info.name, association.name, attribute->name));
    }
    seen.push_back(attribute);
  }
}

Replacements replacements_of(ModelInfo& info) {
  Replacements direct;
  for (const AssociationInfo& association : info.associations) {
    for (std::size_t i = 0; i < association.shared_columns.size(); ++i) {
      if (association.shared_columns[i] != nullptr) direct[association.foreign_key[i]] = association.shared_columns[i];
    }
  }
  Replacements final;
  for (const AssociationInfo& association : info.associations) {
    for (const AttributeInfo* part : association.foreign_key) {
      if (!direct.contains(part)) continue;
      final[part] = final_of(direct, part);
      check_part(info, association, *part, final[part]);
    }
    if (!association.shared_columns.empty()) check_parts_differ(info, association, final);
  }
  return final;
}

// The first part with a column of its own is the one that tells whether there is a key.
void find_leading_part(ModelInfo& info, const AssociationInfo& association, const Replacements& replacements) {
  if (association.foreign_key.empty() || !replacements.contains(association.foreign_key.front())) return;
  for (const AttributeInfo* part : association.foreign_key) {
    if (replacements.contains(part)) continue;
    info.attributes[part->index].ops = part->ops->leading;
    return;
  }
}

// Where each attribute has gone; a replaced one to the place of the attribute that has its column.
Replacements take_out(ModelInfo& info, const Replacements& replacements) {
  std::deque<AttributeInfo> kept;
  Replacements moved;
  for (AttributeInfo& attribute : info.attributes) {
    if (replacements.contains(&attribute)) continue;
    moved[&attribute] = &kept.emplace_back(std::move(attribute));
    kept.back().index = static_cast<std::uint16_t>(kept.size() - 1);
  }
  for (const auto& [part, shared] : replacements) {
    moved[part] = moved[shared];
    kept[moved[shared]->index].shared = true;
  }
  info.attributes.swap(kept);  // which leaves addresses as they are
  return moved;
}

void follow(const Replacements& moved, const AttributeInfo*& attribute) {
  if (attribute != nullptr) attribute = moved.at(attribute);
}

// A key or index that names both the attribute and the belongs_to has the column once.
void follow(const Replacements& moved, Attributes& list) {
  Attributes once;
  for (const AttributeInfo* attribute : list) {
    follow(moved, attribute);
    if (std::find(once.begin(), once.end(), attribute) == once.end()) once.push_back(attribute);
  }
  list = std::move(once);
}

}  // namespace

void share_columns(ModelInfo& info) {
  const Replacements replacements = replacements_of(info);
  if (replacements.empty() || !info.mistakes.empty()) return;
  info.shares_columns = true;
  for (const AssociationInfo& association : info.associations) find_leading_part(info, association, replacements);
  for (AssociationInfo& association : info.associations) {
    association.shares_columns = std::any_of(association.foreign_key.begin(), association.foreign_key.end(),
                                             [&](const AttributeInfo* part) { return replacements.contains(part); });
  }
  const Replacements moved = take_out(info, replacements);
  for (AssociationInfo& association : info.associations) {
    for (const AttributeInfo*& part : association.foreign_key) follow(moved, part);
    follow(moved, association.type);
    for (const AttributeInfo*& shared : association.shared_columns) follow(moved, shared);
  }
  follow(moved, info.primary_key);
  for (IndexInfo& index : info.indexes) {
    follow(moved, index.attributes);
    for (IndexTerm& term : index.where) follow(moved, term.attribute);
  }
  for (CheckInfo& check : info.checks) follow(moved, check.attribute);
  follow(moved, info.lock_version);
  follow(moved, info.created_at);
  follow(moved, info.updated_at);
  follow(moved, info.deleted_at);
  follow(moved, info.type_attribute);
  for (AttributeInfo& attribute : info.attributes) {
    for (Rule& rule : attribute.rules) follow(moved, rule.other);
  }
}

}  // namespace rowan::detail
