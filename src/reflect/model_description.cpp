#include "rowan/reflect/model_description.hpp"

#include <algorithm>
#include <array>

#include "rowan/reflect/callback_table.hpp"
#include "rowan/reflect/model_info.hpp"
#include "rowan/reflect/registry.hpp"

namespace rowan {
namespace {

std::string dependent_text(Dependent dependent) {
  constexpr std::array<const char*, 6> names{"none",    "destroy",        "delete_all",
                                             "nullify", "restrict_error", "restrict_exception"};
  return names[static_cast<std::size_t>(dependent)];
}

std::vector<std::string> names_of_attributes(const std::vector<const AttributeInfo*>& attributes) {
  std::vector<std::string> names;
  for (const AttributeInfo* attribute : attributes) names.push_back(attribute->name);
  return names;
}

std::string name_or_none(const AssociationInfo* association) {
  return association == nullptr ? std::string() : association->name;
}

std::vector<std::string> names_of(const Applicability* when) {
  return when == nullptr ? std::vector<std::string>() : when->names();
}

bool asks_program(const Applicability* when) { return when != nullptr && !when->demands.empty(); }

template <class Moment, class Lists>
void describe_callbacks(const Lists& lists, std::vector<CallbackDescription>& told) {
  for (std::size_t i = 0; i < lists.size(); ++i) {
    for (const auto& callback : lists[i])
      told.push_back({std::string(to_string(static_cast<Moment>(i))), names_of(callback.when.get()),
                      asks_program(callback.when.get())});
  }
}

void describe_program(const CallbackTable& table, ModelDescription& told) {
  told.custom_validation = !table.validations.empty();
  for (const RecordRule& rule : table.validations)
    told.record_rules.push_back({rule.kind, rule.attribute, names_of(rule.when.get()), asks_program(rule.when.get())});
  describe_callbacks<CallbackMoment>(table.lists, told.callbacks);
  describe_callbacks<AroundMoment>(table.arounds, told.callbacks);
  describe_callbacks<FinalMoment>(table.finals, told.callbacks);
}

IndexDescription described(const IndexInfo& index) {
  IndexDescription told{index.name, names_of_attributes(index.attributes), index.unique};
  for (const IndexTerm& term : index.where) told.where.push_back({term.attribute->name, term.negated, term.value});
  return told;
}

AttributeDescription described(const AttributeInfo& info) {
  AttributeDescription told;
  told.name = info.name;
  told.column = info.column;
  told.type = to_string(info.type.kind);
  told.nullable = info.nullable;
  told.primary_key = info.primary_key;
  told.generated = info.generated;
  told.managed = info.created_at || info.updated_at || info.lock_version;
  told.secret = info.secret;
  told.read_only = info.read_only;
  told.normalized = !info.normalizers.empty();
  told.length = info.type.length;
  told.precision = info.type.precision;
  told.scale = info.type.scale;
  told.default_sql = info.default_sql;
  if (info.ops->choices != nullptr) {
    for (std::string_view choice : info.ops->choices()) told.choices.emplace_back(choice);
  }
  told.association = name_or_none(info.association);
  for (const Rule& rule : info.rules)
    told.rules.push_back({std::string(to_string(rule.kind)), std::string(code_of(rule.kind)), rule.values,
                          rule.other == nullptr ? "" : rule.other->name, names_of(rule.when.get()),
                          asks_program(rule.when.get())});
  if (info.unique) told.rules.push_back({.kind = "unique", .code = "taken", .values = {}});
  return told;
}

AssociationDescription described(const AssociationInfo& info) {
  AssociationDescription told;
  told.name = info.name;
  told.kind = info.ops->name;
  if (info.target != nullptr) told.targets.push_back(info.target->qualified_name);
  for (const auto& branch : info.branches) told.targets.push_back(branch->resolved().target->qualified_name);
  told.optional = info.optional;
  told.dependent = dependent_text(info.dependent);
  told.foreign_key = names_of_attributes(info.foreign_key);
  told.referenced_key = names_of_attributes(info.referenced_key);
  told.inverse = name_or_none(info.inverse);
  told.through = name_or_none(info.through);
  told.source = name_or_none(info.source);
  told.join_table = info.join_table;
  return told;
}

template <class List>
auto find_by_name(const List& list, std::string_view name) {
  const auto found = std::find_if(list.begin(), list.end(), [&](const auto& each) { return each.name == name; });
  return found == list.end() ? nullptr : &*found;
}

}  // namespace

const AttributeDescription* ModelDescription::find_attribute(std::string_view attribute) const {
  return find_by_name(attributes, attribute);
}

const AssociationDescription* ModelDescription::find_association(std::string_view association) const {
  return find_by_name(associations, association);
}

ModelDescription describe(const ModelInfo& model) {
  ModelDescription told;
  told.name = model.name;
  told.qualified_name = model.qualified_name;
  told.table = model.table;
  told.schema = model.schema;
  told.database = model.database_name;
  told.read_only = model.read_only;
  told.primary_key = names_of_attributes(model.primary_key);
  for (const AttributeInfo& attribute : model.attributes) told.attributes.push_back(described(attribute));
  for (const AssociationInfo& association : model.associations)
    told.associations.push_back(described(association.resolved()));
  for (const IndexInfo& index : model.indexes) told.indexes.push_back(described(index));
  for (const CheckInfo& check : model.checks) told.checks.push_back({check.name, check.sql, check.message});
  if (model.callbacks) describe_program(*model.callbacks, told);
  return told;
}

ModelDescription describe(TextArgument model) { return describe(registry().model(model)); }

std::vector<ModelDescription> describe_all() {
  std::vector<ModelDescription> all;
  for (const ModelInfo* model : registry().models()) all.push_back(describe(*model));
  std::sort(all.begin(), all.end(), [](const ModelDescription& left, const ModelDescription& right) {
    return left.qualified_name < right.qualified_name;
  });
  return all;
}

}  // namespace rowan
