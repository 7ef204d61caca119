#include "model/write/insert_plan.hpp"

#include <array>
#include <cstring>

#include <fmt/format.h>

#include "model/write/write_parts.hpp"
#include "rowan/core/error.hpp"
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
    const bool counted_up = model.generated_key && attribute.primary_key;
    if (!(counted_up || attribute.database_default) || !untouched(model, attribute, object))
      plan.columns.push_back(&attribute);
    else if (counted_up)
      plan.generated_key = true;
    else
      plan.defaults.push_back(&attribute);
  }
  return plan;
}

void InsertPlan::require_told_keys(const ModelInfo& model, const Dialect& dialect) const {
  if (dialect.can().returning) return;
  for (const AttributeInfo* attribute : defaults) {
    if (!attribute->primary_key) continue;
    throw Unsupported(fmt::format("{0} doesn't tell which key it fills in: give {1}.{2} a value of your own",
                                  dialect.name(), model.name, attribute->name));
  }
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
