// The targets that the targets of another association lead to.
#include <algorithm>

#include <fmt/format.h>

#include "association/handle_at.hpp"
#include "association/kinds/shared.hpp"
#include "association/target_writes.hpp"
#include "model/record/key.hpp"
#include "model/save/destroyer.hpp"
#include "reflect/full_name.hpp"
#include "reflect/link.hpp"
#include "rowan/core/near_miss.hpp"
#include "rowan/sql/compiler.hpp"

namespace rowan {
namespace {

const AssociationInfo* find_source(const AssociationInfo& association, const ModelInfo& middle) {
  if (!association.source_name.empty()) return middle.find_association(association.source_name);
  if (const AssociationInfo* same = middle.find_association(association.name)) return same;
  for (const AssociationInfo& candidate : middle.associations) {
    if (candidate.leads_to(association.target_name)) return &candidate;
  }
  return nullptr;
}

// The type of a polymorphic source is the one that the handle holds: the branch to it.
const AssociationInfo* branch_named(const AssociationInfo& source, std::string_view target) {
  if (!source.leads_to(target)) return nullptr;
  return source.branches.empty() ? &source : source.branch_named(target);
}

std::string models_of(const AssociationInfo& source) {
  if (source.branches.empty()) return source.target->name;
  std::string names;
  for (const auto& branch : source.branches) names += (names.empty() ? "" : " or ") + branch->target->name;
  return names;
}

struct ThroughKind : ListKind {
  static std::string link(AssociationInfo& association, detail::FindModel find) {
    const ModelInfo& owner = *association.owner;
    association.through = owner.find_association(association.through_name);
    if (association.through == nullptr) {
      return fmt::format("{} goes through '{}', but {} has no such association{}", full_name(association),
                         association.through_name, owner.name,
                         did_you_mean(association.through_name, detail::association_names(owner)));
    }
    auto& through = const_cast<AssociationInfo&>(*association.through);
    if (&through == &association) return fmt::format("{} goes through itself", full_name(association));
    if (!detail::link_association(through, find)) return through.error;
    if (through.target == nullptr) {
      return fmt::format(
          "{0} goes through {1}, which refers to several models: it can be the second of the two, as in "
          "through(\"…\", \"{1}\"), not the first",
          full_name(association), through.name);
    }
    association.source = find_source(association, *through.target);
    if (association.source == nullptr) {
      return fmt::format("{} goes through {}, but {} has no association to {}: name it with through(\"{}\", \"…\")",
                         full_name(association), through.name, through.target->name, association.target->name,
                         through.name);
    }
    auto& source = const_cast<AssociationInfo&>(*association.source);
    if (!detail::link_association(source, find)) return source.error;
    association.source = branch_named(source, association.target_name);
    if (association.source == nullptr) {
      return fmt::format("{} holds {}, but {}.{} leads to {}", full_name(association), association.target->name,
                         through.target->name, source.name, models_of(source));
    }
    association.referenced_key = owner.primary_key;
    return narrowed_on_the_way(association);
  }

  // Only the last table of a path is asked about by conditions.
  static std::string narrowed_on_the_way(const AssociationInfo& association) {
    for (const AssociationInfo* step : {association.through, association.source}) {
      if (step->condition == nullptr) continue;
      return fmt::format(
          "{0} goes through {1}, which has a where(…), so that it would reach more than {1} does: go "
          "through one without, and say where(…) of {0}",
          full_name(association), full_name(*step));
    }
    if (association.through->target->base == nullptr) return {};
    return fmt::format(
        "{0} goes through {1}, whose rows are told apart by their type, so that it would reach more than "
        "{1} does: go through an association to {2}",
        full_name(association), full_name(*association.through), association.through->target->root().name);
  }

  static std::vector<Hop> path(const AssociationInfo& association) {
    std::vector<Hop> path = association_path(*association.through);
    for (Hop& hop : association_path(*association.source)) path.push_back(std::move(hop));
    return path;
  }

  static const std::vector<const AttributeInfo*>& owner_attributes(const AssociationInfo& association) {
    return association_owner_key(*association.through);
  }

  // A list of a new owner takes targets in without knowing what it goes through.
  static void refuse_new_targets(const AssociationInfo& association, ModelBase& owner) {
    const TargetList* list = to_many_at(owner.object(), association).list();
    if (list == nullptr) return;
    const bool any = std::any_of(list->items.begin(), list->items.end(), [](Slot* place) {
      const ModelBase& record = record_at(*place);
      return record.is_new() && !record.is_moved_from();
    });
    if (any) refuse_through(association);
  }

  static void validate(const AssociationInfo& association, ModelBase& owner, GraphCheck&) {
    refuse_new_targets(association, owner);
  }

  static SaveResult save_after(const AssociationInfo& association, ModelBase& owner, DatabaseCore&, const SaveStep&) {
    refuse_new_targets(association, owner);
    return {};
  }

  static bool owner_key(const AssociationInfo& association, const Slot& owner, Key& key) {
    return owner.self != nullptr && read_key(owner_attributes(association), owner.self->object(), key);
  }
};

constexpr AssociationOps through(AssociationKind kind, std::string_view name, bool to_many) {
  return {.kind = kind,
          .name = name,
          .key = KeyPlace::path,
          .to_many = to_many,
          .link = &ThroughKind::link,
          .path = &ThroughKind::path,
          .owner_attributes = &ThroughKind::owner_attributes,
          .owner_key = &ThroughKind::owner_key,
          .is_loaded = &ThroughKind::is_loaded,
          .deal_out = &ThroughKind::deal_out,
          .reset = &ThroughKind::reset,
          .pending = &ThroughKind::pending,
          .validate = &ThroughKind::validate,
          .save_after = &ThroughKind::save_after,
          .on_destroy = &end_dependents};
}

}  // namespace

constinit const AssociationOps association_kinds::has_many_through =
    through(AssociationKind::has_many_through, "has_many_through", true);
// Of several, the first in its order, then by key.
constinit const AssociationOps association_kinds::has_one_through =
    through(AssociationKind::has_one_through, "has_one_through", false);

}  // namespace rowan
