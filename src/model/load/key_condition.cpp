#include "model/load/key_condition.hpp"

namespace rowan {

Expr key_equals(const ModelInfo& model, std::span<const Value> parts) {
  Expr condition;
  for (std::size_t i = 0; i < parts.size() && i < model.primary_key.size(); ++i)
    condition = condition && ast::compare(model.primary_key[i]->name, CompareOp::equal, parts[i]);
  return condition;
}

Expr key_among(const ModelInfo& model, std::span<const std::vector<Value>> keys) {
  if (model.primary_key.size() == 1) {
    std::vector<Value> values;
    for (const std::vector<Value>& key : keys) values.push_back(key.front());
    return ast::in_list(model.primary_key.front()->name, std::move(values), false);
  }
  std::vector<Expr> ways;
  for (const std::vector<Value>& key : keys) ways.push_back(key_equals(model, key));
  return any_of(ways);
}

std::size_t most_keys_named(const ModelInfo& model) { return model.primary_key.size() == 1 ? 1000 : 100; }

}  // namespace rowan
