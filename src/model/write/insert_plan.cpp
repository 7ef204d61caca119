#include "model/write/insert_plan.hpp"

#include <array>
#include <cstring>

#include "model/write/write_parts.hpp"
#include "rowan/sql/dialect.hpp"

namespace rowan {

bool untouched(const ModelInfo& model, const AttributeInfo& attribute, const void* object) {
  std::array<std::uint64_t, 4> words{};
  attribute.ops->fingerprint(member_of(object, attribute), words.data());
  return std::memcmp(words.data(), &model.initial_fingerprints[attribute.word],
                     attribute.ops->words * sizeof(std::uint64_t)) == 0;
}

InsertPlan plan_insert(const ModelInfo& model, const void* object) {
  InsertPlan plan;
  for (const AttributeInfo& attribute : model.attributes) {
    const bool database_makes_it = (model.generated_key && attribute.primary_key) || attribute.database_default;
    if (!database_makes_it || !untouched(model, attribute, object)) {
      plan.columns.push_back(&attribute);
      continue;
    }
    if (attribute.primary_key)
      plan.generated_key = true;
    else
      plan.defaults.push_back(&attribute);
  }
  return plan;
}

std::vector<const AttributeInfo*> InsertPlan::returned(const ModelInfo& model, const Dialect& dialect) const {
  const Capabilities& can = dialect.can();
  const bool key_too = generated_key && !can.last_insert_id;
  if (!can.returning || (defaults.empty() && !key_too)) return {};
  auto all = defaults;
  if (generated_key) all.push_back(model.primary_key[0]);
  return all;
}

}  // namespace rowan
