// What describe_model calls: attributes and associations as they are found, then the conventions.
#include <algorithm>

#include <fmt/format.h>

#include "reflect/shared_columns.hpp"
#include "reflect/subclass.hpp"
#include "rowan/reflect/model_builder.hpp"
#include "rowan/reflect/naming.hpp"
#include "rowan/reflect/value_ops.hpp"

namespace rowan::detail {
namespace {

AttributeInfo& new_attribute(ModelInfo& info, std::string name, std::uint32_t offset, const ValueOps& ops) {
  AttributeInfo& attribute = info.attributes.emplace_back();
  attribute.index = static_cast<std::uint16_t>(info.attributes.size() - 1);
  attribute.name = std::move(name);
  attribute.column = naming().column_name(attribute.name, info.name);
  attribute.offset = offset;
  attribute.ops = &ops;
  attribute.type.kind = ops.kind;
  attribute.nullable = ops.nullable;
  return attribute;
}

void apply_time_convention(ModelInfo& info, AttributeInfo& attribute) {
  const bool time = attribute.type.kind == TypeKind::instant || attribute.type.kind == TypeKind::local_date_time;
  if (!time) return;
  attribute.created_at = attribute.name == "created_at";
  attribute.updated_at = attribute.name == "updated_at";
  if (attribute.created_at) info.created_at = &attribute;
  if (attribute.updated_at) info.updated_at = &attribute;
}

void find_primary_key(ModelInfo& info) {
  if (!info.primary_key.empty()) return;
  for (AttributeInfo& attribute : info.attributes) {
    if (attribute.name == "id") info.primary_key = {&attribute};
  }
  if (info.primary_key.empty() && !info.read_only) {
    info.mistakes.push_back(
        fmt::format("{} has no primary key: add a member named id to its ROWAN_MODEL list, name one with "
                    "m.primary_key(&{}::…), or say m.read_only() of a view or table that has none",
                    info.name, info.name));
  }
}

AttributeInfo& writable(ModelInfo& info, const AttributeInfo* attribute) { return info.attributes[attribute->index]; }

bool can_be_generated(const ModelInfo& info, const AttributeInfo& attribute) {
  return info.primary_key.size() == 1 && info.primary_key[0] == &attribute && attribute.association == nullptr &&
         (is_integer(attribute.type.kind) || attribute.type.kind == TypeKind::uuid);
}

void settle_primary_key(ModelInfo& info) {
  for (const AttributeInfo* part : info.primary_key) {
    AttributeInfo& key = writable(info, part);
    key.primary_key = true;
    if (key.ops->unit != 0)
      info.mistakes.push_back(
          fmt::format("{}.{} is in the primary key, so it can't be stored as an epoch: map it as a "
                      "std::int64_t",
                      info.name, key.name));
    if (key.ops->nullable && key.association == nullptr && !key.generated) key.nullable = false;
  }
  for (const AttributeInfo& attribute : info.attributes) {
    if (!attribute.generated || can_be_generated(info, attribute)) continue;
    info.mistakes.push_back(
        fmt::format("{0}.{1} can't be generated(), which makes keys of one integer or UUID: say "
                    "database_default(\"…\") of what else the database fills in",
                    info.name, attribute.name));
  }
  if (info.primary_key.size() != 1) return;
  AttributeInfo& key = writable(info, info.primary_key[0]);
  info.integer_key = is_integer(key.type.kind) && (!key.ops->nullable || key.association == nullptr);
  info.generated_key = info.integer_key && key.generated;
}

void mark_generated_by_convention(ModelInfo& info) {
  if (info.primary_key.size() != 1) return;
  AttributeInfo& key = writable(info, info.primary_key[0]);
  key.generated = key.association == nullptr && (is_integer(key.type.kind) || key.type.kind == TypeKind::uuid);
}

void list_watched(ModelInfo& info) {
  const auto list_of = [&](MemberKind kind) -> std::vector<WatchedMember>& {
    if (kind == MemberKind::int64 || kind == MemberKind::float64) return info.watched.numbers;
    return kind == MemberKind::text ? info.watched.texts : info.watched.others;
  };
  for (const AttributeInfo& attribute : info.attributes)
    list_of(attribute.ops->member).push_back({attribute.offset, attribute.word, attribute.index});
}

void lay_out_fingerprints(ModelInfo& info, const char* prototype) {
  std::uint16_t word = 0;
  for (AttributeInfo& attribute : info.attributes) {
    attribute.word = word;
    word = static_cast<std::uint16_t>(word + attribute.ops->words);
    const ValueOps& ops = *attribute.ops;
    info.members.push_back(
        {ops.read, ops.write, ops.fingerprint, attribute.offset, attribute.word, ops.words, ops.member, ops.key});
  }
  list_watched(info);
  if (!info.primary_key.empty()) {
    info.key_index = info.primary_key[0]->index;
    info.key_word = info.primary_key[0]->word;
  }
  info.fingerprint_words = word;
  info.initial_fingerprints.resize(word);
  for (const MemberStep& step : info.members)
    step.fingerprint(prototype + step.offset, &info.initial_fingerprints[step.word]);
}

void report_name_clashes(ModelInfo& info) {
  for (const AttributeInfo& left : info.attributes) {
    for (const AttributeInfo& right : info.attributes) {
      if (left.index < right.index && left.column == right.column) {
        info.mistakes.push_back(fmt::format(
            "{}.{} and {}.{} both use column {}: rename one, or give it another with .column(…){}", info.name,
            left.name, info.name, right.name, left.column,
            right.association == nullptr ? "" : "; a belongs_to that is meant to share it says so with .columns(…)"));
      }
    }
  }
}

void list_kept_originals(ModelInfo& info) {
  for (AttributeInfo& attribute : info.attributes) {
    if (!attribute.keep_original || !attribute.ops->hashed) continue;
    attribute.kept_index = static_cast<std::uint16_t>(info.kept_originals.size());
    info.kept_originals.push_back(&attribute);
  }
}

bool has_rules(const ModelInfo& info) {
  for (const AttributeInfo& attribute : info.attributes) {
    if (!attribute.rules.empty()) return true;
  }
  return info.callbacks && (!info.callbacks->validations.empty());
}

bool has_constraints(const ModelInfo& info) {
  for (const IndexInfo& index : info.indexes) {
    if (index.unique) return true;
  }
  return !info.checks.empty();
}

// It is written into statements as names of columns are.
void check_type_name(ModelInfo& info) {
  const auto fits = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           std::string_view("_.:/-").find(c) != std::string_view::npos;
  };
  if (!info.type_name.empty() && info.type_name.size() <= 100 &&
      std::all_of(info.type_name.begin(), info.type_name.end(), fits))
    return;
  info.mistakes.push_back(fmt::format("{} can't have the type_name '{}': take 1 to 100 letters, digits and _ . : / -",
                                      info.name, info.type_name));
}

// "index_seats_on_number_where_cancelled_at"; several may differ in the values only.
void name_partial(const ModelInfo& info, IndexInfo& index) {
  std::string name = index.name;
  for (const IndexTerm& term : index.where)
    name += (&term == &index.where.front() ? "_where_" : "_and_") + term.attribute->column;
  const auto is_taken = [&](const std::string& wanted) {
    return std::any_of(info.indexes.begin(), info.indexes.end(),
                       [&](const IndexInfo& each) { return &each != &index && each.name == wanted; });
  };
  index.name = shortened_identifier(name);
  for (int number = 2; is_taken(index.name); ++number)
    index.name = shortened_identifier(fmt::format("{}_{}", name, number));
}

void name_indexes(ModelInfo& info) {
  for (IndexInfo& index : info.indexes) {
    if (!index.name.empty()) continue;
    std::vector<std::string> columns;
    for (const AttributeInfo* attribute : index.attributes) columns.push_back(attribute->column);
    index.name = naming().index_name(info.table, columns);
    if (!index.where.empty()) name_partial(info, index);
  }
}

void refuse_occasions_of_finds(ModelInfo& info) {
  if (!info.tells_found) return;
  for (const CallbackTable::Callback& callback : info.callbacks->at(CallbackMoment::after_find)) {
    if (callback.when == nullptr || callback.when->occasions.empty()) continue;
    info.mistakes.push_back(
        fmt::format("{}::configure says on(…) before after_find, which is on no occasion: take it away", info.name));
  }
}

// Why its values have one form only; empty: they may have others. A row of another form than its key could not be
// referred to, nor be told from others by what was read.
std::string_view only_form(const ModelInfo& info, const AttributeInfo& attribute) {
  if (attribute.primary_key || attribute.association != nullptr || attribute.shared)
    return "is part of a key, which is compared as it is: take normalize() away, and change it before it is set";
  if (&attribute == info.type_attribute) return "says which class a row is of, word by word: take normalize() away";
  if (attribute.ops->choices != nullptr) return "has one of few values, each in its one form: take normalize() away";
  return {};
}

void refuse_normal_forms(ModelInfo& info) {
  for (const AttributeInfo& attribute : info.attributes) {
    if (attribute.normalizers.empty()) continue;
    if (const std::string_view why = only_form(info, attribute); !why.empty())
      info.mistakes.push_back(fmt::format("{}.{} {}", info.name, attribute.name, why));
  }
}

bool compares_with_values(const Rule& rule) {
  switch (rule.kind) {
    case RuleKind::one_of:
    case RuleKind::none_of:
    case RuleKind::at_least:
    case RuleKind::at_most:
    case RuleKind::more_than:
    case RuleKind::less_than:
      return rule.other == nullptr;
    default:
      return false;
  }
}

// The attribute is in its normal form when rules look at it.
void normalize_rules(ModelInfo& info) {
  for (AttributeInfo& attribute : info.attributes) {
    for (Rule& rule : attribute.rules) {
      if (attribute.normalizers.empty() || !compares_with_values(rule)) continue;
      try {
        for (Value& value : rule.values) value = attribute.normalized(std::move(value));
      } catch (const std::exception& error) {
        info.mistakes.push_back(fmt::format("{}.{}: a value in its {}() has no normal form: {}", info.name,
                                            attribute.name, to_string(rule.kind), error.what()));
      }
    }
  }
}

}  // namespace

void add_attribute(ModelInfo& info, std::string_view name, std::uint32_t offset, const ValueOps& ops) {
  AttributeInfo& attribute = new_attribute(info, std::string(member_name(name)), offset, ops);
  apply_time_convention(info, attribute);
  if (attribute.name == "lock_version" && is_integer(ops.kind) && !ops.nullable) {
    attribute.lock_version = true;
    info.lock_version = &attribute;
  }
}

void add_association(ModelInfo& info, std::string_view name, std::uint32_t offset, const AssociationOps& ops,
                     std::string_view target, std::span<const ValueOps* const> keys) {
  AssociationInfo& association = info.associations.emplace_back();
  association.index = static_cast<std::uint16_t>(info.associations.size() - 1);
  association.name = member_name(name);
  association.ops = &ops;
  association.offset = offset;
  association.owner = &info;
  association.target_name = target;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const std::string column =
        naming().foreign_key(association.name, keys.size() == 1 ? "id" : fmt::format("key{}", i + 1));
    AttributeInfo& attribute = new_attribute(info, keys.size() == 1 ? association.name : column, offset, *keys[i]);
    attribute.column = column;
    attribute.nullable = false;  // until .optional()
    attribute.association = &association;
    association.foreign_key.push_back(&attribute);
    association.key_ops.push_back(keys[i]);
  }
}

void add_reference_to_any(ModelInfo& info, std::string_view name, std::uint32_t offset,
                          std::span<const std::string_view> targets, const ValueOps& type, const ValueOps& key) {
  constexpr std::uint32_t longest_type = 100;
  add_association(info, name, offset, association_kinds::belongs_to_any, {}, {});
  AssociationInfo& association = info.associations.back();
  const auto column = [&](const char* part, const ValueOps& ops) -> AttributeInfo& {
    AttributeInfo& attribute = new_attribute(info, association.name + "_" + part, offset, ops);
    attribute.column = naming().foreign_key(association.name, part);
    attribute.nullable = false;  // until .optional()
    attribute.association = &association;
    return attribute;
  };
  AttributeInfo& type_column = column("type", type);
  type_column.type.length = longest_type;
  association.type = &type_column;
  association.foreign_key = {&column("id", key)};
  association.key_ops = {&key};
  for (const std::string_view target : targets) {
    AssociationInfo& branch = *association.branches.emplace_back(std::make_unique<AssociationInfo>());
    branch.index = association.index;
    branch.name = association.name;
    branch.offset = offset;
    branch.owner = &info;
    branch.target_name = target;
    branch.key_ops = association.key_ops;
  }
}

void finish_description(ModelInfo& info) {
  info.table = naming().table_name(info.name);
  info.type_name = info.name;
  for (AttributeInfo& attribute : info.attributes) {
    if (attribute.name == "id") info.primary_key = {&attribute};
  }
  mark_generated_by_convention(info);
}

void finish_configuration(ModelInfo& info, const char* prototype) {
  check_type_name(info);
  share_columns(info);
  find_primary_key(info);
  settle_primary_key(info);
  check_types(info);
  lay_out_fingerprints(info, prototype);
  list_kept_originals(info);
  info.plain_updates =
      info.integer_key && info.lock_version == nullptr && info.kept_originals.empty() && info.fingerprint_words <= 64;
  report_name_clashes(info);
  name_indexes(info);
  info.tells_found = info.callbacks != nullptr && !info.callbacks->at(CallbackMoment::after_find).empty();
  refuse_occasions_of_finds(info);
  refuse_normal_forms(info);
  normalize_rules(info);
  for (const AttributeInfo& attribute : info.attributes)
    info.prepares |= !attribute.normalizers.empty() || attribute.make_default != nullptr;
  info.validates = has_rules(info) || info.shares_columns || info.prepares;
  for (const AssociationInfo& association : info.associations) {
    const bool required = association.refers() && !association.optional;
    info.handles.push_back({association.offset, association.refers(), required});
    info.has_composite_references |= association.refers() && association.foreign_key.size() > 1;
  }
  for (const AttributeInfo& attribute : info.attributes) info.has_database_defaults |= attribute.database_default;
  for (const AttributeInfo& attribute : info.attributes) info.has_arrays |= is_array(attribute.type.kind);
  info.declares_constraints = has_constraints(info);
  for (AssociationInfo& association : info.associations) {
    if (association.refers() && association.on_delete != ForeignKeyAction::no_action) info.declares_constraints = true;
  }
  info.plain_saves = info.plain_updates && info.updated_at == nullptr && info.callbacks == nullptr && !info.validates &&
                     !info.counts_owners && !info.touches_owners && !info.declares_constraints;
}

}  // namespace rowan::detail
