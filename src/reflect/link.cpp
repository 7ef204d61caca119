#include "link.hpp"

#include <fmt/format.h>

#include <mutex>
#include <shared_mutex>
#include <unordered_set>

#include "reflect/counters.hpp"
#include "reflect/full_name.hpp"
#include "rowan/core/near_miss.hpp"

namespace rowan::detail {
namespace {

std::string_view key_kind(const AttributeInfo& attribute) { return to_string(attribute.type.kind); }

// Integers of any width may refer to each other; every other kind must be the same.
bool comparable(const AttributeInfo& left, const AttributeInfo& right) {
  if (is_integer(left.type.kind) && is_integer(right.type.kind)) return true;
  return left.type.kind == right.type.kind;
}

std::string check_order(const AssociationInfo& association) {
  if (association.order_name.empty() || association.target->find_attribute(association.order_name) != nullptr)
    return {};
  return fmt::format("{} is ordered by '{}', which is no attribute of {}", full_name(association),
                     association.order_name, association.target->name);
}

}  // namespace

static std::vector<std::string_view> attribute_names(const ModelInfo& model) {
  std::vector<std::string_view> names;
  for (const AttributeInfo& attribute : model.attributes) names.push_back(attribute.name);
  return names;
}

std::vector<std::string_view> association_names(const ModelInfo& model) {
  std::vector<std::string_view> names;
  for (const AssociationInfo& association : model.associations) names.push_back(association.name);
  return names;
}

std::string check_key_types(const AssociationInfo& association, const ModelInfo& referring, const ModelInfo& referred) {
  if (association.foreign_key.size() != association.referenced_key.size()) {
    return fmt::format(
        "{} refers to {} by {} column(s), but its primary key has {}: give the handle a key type of {} part(s)",
        full_name(association), referred.name, association.foreign_key.size(), association.referenced_key.size(),
        association.referenced_key.size());
  }
  for (std::size_t i = 0; i < association.foreign_key.size(); ++i) {
    const AttributeInfo& from = *association.foreign_key[i];
    const AttributeInfo& to = *association.referenced_key[i];
    if (!from.normalizers.empty()) {
      return fmt::format(
          "{}.{} is the key of {}, which is compared as it is: take normalize() away, and change it "
          "before it is set",
          referring.name, from.name, full_name(association));
    }
    if (!comparable(from, to)) {
      return fmt::format("{}.{} is {}, but {}.{} that it refers to is {}: give the handle the same key type",
                         referring.name, from.name, key_kind(from), referred.name, to.name, key_kind(to));
    }
  }
  return {};
}

std::string missing_key(const AssociationInfo& association, const ModelInfo& referred) {
  if (!referred.primary_key.empty()) return {};
  return fmt::format(
      "{} refers to the primary key of {}, which has none: name one with m.primary_key(…), or leave the "
      "association out",
      full_name(association), referred.name);
}

namespace {

std::string other_database(const AssociationInfo& association, std::string_view what) {
  if (association.owner->database_name == association.target->database_name) return {};
  return fmt::format("{} can't have {}: {} and {} live in different databases, and one transaction can't write both",
                     full_name(association), what, association.owner->name, association.target->name);
}

// Models are linked late, and others may be in use then.
struct Counters {
  std::shared_mutex mutex;
  std::unordered_set<const AttributeInfo*> all;
};
Counters& counters() {
  static Counters& known = *new Counters;  // asked while the process ends, too
  return known;
}

void note_counter(const AttributeInfo& attribute) {
  const std::unique_lock lock(counters().mutex);
  counters().all.insert(&attribute);
}

std::string link_counter(AssociationInfo& association) {
  const ModelInfo& target = *association.target;
  const std::string name =
      association.counter_name.empty() ? association.owner->table + "_count" : association.counter_name;
  const AttributeInfo* counter = target.find_attribute(name);
  if (counter == nullptr) {
    return fmt::format("{} counts in '{}', which is no attribute of {}{}", full_name(association), name, target.name,
                       did_you_mean(name, attribute_names(target)));
  }
  if (!is_integer(counter->type.kind) || counter->primary_key || counter->association != nullptr) {
    return fmt::format(
        "{} counts in {}.{}, which is no integer that is free to be one: give {} a member for it, as "
        "`std::int64_t {}{{}}`",
        full_name(association), target.name, counter->name, target.name, association.owner->table + "_count");
  }
  association.counter = counter;
  note_counter(*counter);
  return other_database(association, "a counter cache");
}

}  // namespace

bool is_counter(const AttributeInfo& attribute) {
  const std::shared_lock lock(counters().mutex);
  return counters().all.contains(&attribute);
}

std::string link_effects(AssociationInfo& association) {
  if (association.touches && association.target->updated_at == nullptr) {
    return fmt::format("{0} touches {1}, which has no time-stamp `updated_at`: give {1} the mix-in rowan::Timestamps",
                       full_name(association), association.target->name);
  }
  if (association.touches) {
    if (std::string error = other_database(association, "touch()"); !error.empty()) return error;
  }
  return association.counts ? link_counter(association) : std::string();
}

namespace {

// restrict only asks.
std::string check_dependents(const AssociationInfo& association) {
  if (association.refers() && association.dependent != Dependent::destroy && association.dependent != Dependent::none)
    return fmt::format("{} refers to its target: of dependent(…) it takes destroy, the others are of the other side",
                       full_name(association));
  switch (association.dependent) {
    case Dependent::destroy:
    case Dependent::delete_all:
    case Dependent::nullify:
      if (association.ops->key == KeyPlace::path && association.dependent != Dependent::destroy)
        return fmt::format("{} goes through {}, whose rows refer to its targets: say dependent(…) there",
                           full_name(association), association.through_name);
      return association.branches.empty() ? other_database(association, "a dependent(…) that writes") : std::string();
    case Dependent::none:
    case Dependent::restrict_error:
    case Dependent::restrict_exception:
      break;
  }
  return {};
}

}  // namespace

bool link_association(AssociationInfo& association, FindModel find) {
  if (association.linked.load(std::memory_order_relaxed)) return true;
  if (association.branches.empty()) {
    association.target = find(association.target_name);
    if (association.target == nullptr) {
      association.error = fmt::format(
          "{} points to {}, which is not registered: add ROWAN_REGISTER_MODEL({}) to a .cpp that is linked in",
          full_name(association), association.target_name, association.target_name);
      return false;
    }
  }
  association.error = association.ops->link(association, find);
  if (association.error.empty()) association.error = check_order(association);
  if (association.error.empty()) association.error = check_dependents(association);
  if (!association.error.empty()) return false;
  association.linked.store(true, std::memory_order_release);
  return true;
}

}  // namespace rowan::detail
