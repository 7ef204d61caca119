// Descriptions of models as JSON.
#include <nlohmann/json.hpp>

#include "model/record/value_json.hpp"
#include "rowan/reflect/model_description.hpp"

namespace rowan {
namespace {

using Tree = nlohmann::ordered_json;

Tree tree_of(const RuleDescription& rule);
Tree tree_of(const AttributeDescription& attribute);
Tree tree_of(const AssociationDescription& association);
Tree tree_of(const IndexTermDescription& term);
Tree tree_of(const IndexDescription& index);
Tree tree_of(const CheckDescription& check);
Tree tree_of(const RecordRuleDescription& rule);
Tree tree_of(const CallbackDescription& callback);
Tree tree_of(const ModelDescription& model);

template <class List>
Tree trees_of(const List& list) {
  Tree trees = Tree::array();
  for (const auto& each : list) trees.push_back(tree_of(each));
  return trees;
}

Tree tree_of(const RuleDescription& rule) {
  Tree values = Tree::array();
  for (const Value& value : rule.values) values.push_back(Tree::parse(json_of_known(value)));
  return {{"kind", rule.kind},   {"code", rule.code}, {"values", values},
          {"other", rule.other}, {"on", rule.on},     {"conditional", rule.conditional}};
}

Tree tree_of(const AttributeDescription& attribute) {
  return {{"name", attribute.name},
          {"column", attribute.column},
          {"type", attribute.type},
          {"nullable", attribute.nullable},
          {"primary_key", attribute.primary_key},
          {"generated", attribute.generated},
          {"managed", attribute.managed},
          {"secret", attribute.secret},
          {"read_only", attribute.read_only},
          {"normalized", attribute.normalized},
          {"length", attribute.length},
          {"precision", attribute.precision},
          {"scale", attribute.scale},
          {"default_sql", attribute.default_sql},
          {"choices", attribute.choices},
          {"association", attribute.association},
          {"rules", trees_of(attribute.rules)}};
}

Tree tree_of(const AssociationDescription& association) {
  return {{"name", association.name},
          {"kind", association.kind},
          {"targets", association.targets},
          {"optional", association.optional},
          {"dependent", association.dependent},
          {"foreign_key", association.foreign_key},
          {"referenced_key", association.referenced_key},
          {"inverse", association.inverse},
          {"through", association.through},
          {"source", association.source},
          {"join_table", association.join_table}};
}

Tree tree_of(const IndexTermDescription& term) {
  return {{"attribute", term.attribute}, {"negated", term.negated}, {"value", Tree::parse(json_of_known(term.value))}};
}

Tree tree_of(const IndexDescription& index) {
  return {{"name", index.name},
          {"attributes", index.attributes},
          {"unique", index.unique},
          {"where", trees_of(index.where)}};
}

Tree tree_of(const CheckDescription& check) {
  return {{"name", check.name}, {"sql", check.sql}, {"message", check.message}};
}

Tree tree_of(const RecordRuleDescription& rule) {
  return {{"kind", rule.kind}, {"attribute", rule.attribute}, {"on", rule.on}, {"conditional", rule.conditional}};
}

Tree tree_of(const CallbackDescription& callback) {
  return {{"moment", callback.moment}, {"on", callback.on}, {"conditional", callback.conditional}};
}

Tree tree_of(const ModelDescription& model) {
  return {{"name", model.name},
          {"qualified_name", model.qualified_name},
          {"table", model.table},
          {"schema", model.schema},
          {"database", model.database},
          {"read_only", model.read_only},
          {"primary_key", model.primary_key},
          {"attributes", trees_of(model.attributes)},
          {"associations", trees_of(model.associations)},
          {"indexes", trees_of(model.indexes)},
          {"checks", trees_of(model.checks)},
          {"custom_validation", model.custom_validation},
          {"record_rules", trees_of(model.record_rules)},
          {"callbacks", trees_of(model.callbacks)}};
}

}  // namespace

std::string ModelDescription::to_json() const { return tree_of(*this).dump(); }

std::string to_json(const std::vector<ModelDescription>& models) { return trees_of(models).dump(); }

}  // namespace rowan
