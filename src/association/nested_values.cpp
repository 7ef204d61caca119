// What typed nested writes are made of, and what JSON may write.
#include <fmt/format.h>

#include <algorithm>

#include "model/save/chain.hpp"
#include "rowan/association/nested.hpp"
#include "rowan/association/writes.hpp"
#include "rowan/core/error.hpp"

namespace rowan {

NestedValues detail::owned_values(std::span<const AttributeAssignment> values) {
  NestedValues owned;
  for (const AttributeAssignment& each : values) {
    if (each.increment || !each.computed.always_true())
      throw QueryError(fmt::format("{} is computed by the database, and a nested write sets records: give it a value",
                                   each.attribute));
    owned.emplace_back(std::string(each.attribute), each.value);
  }
  return owned;
}

void detail::require_written(const ModelBase& record, const SaveResult& result) { require_saved(record, result); }

Permit Permit::nested(MemberName association, Permit targets, std::initializer_list<NestedOperation> operations) const {
  auto branches = branches_ == nullptr ? std::make_shared<std::vector<Branch>>()
                                       : std::make_shared<std::vector<Branch>>(*branches_);
  branches->push_back({std::string(association.text()), operations, std::move(targets)});
  Permit wider(*this);
  wider.branches_ = std::move(branches);
  return wider;
}

const Permit::Branch* Permit::branch(std::string_view association) const {
  if (branches_ == nullptr) return nullptr;
  const auto found = std::find_if(branches_->begin(), branches_->end(),
                                  [&](const Branch& each) { return each.association == association; });
  return found == branches_->end() ? nullptr : &*found;
}

}  // namespace rowan
