// What several kinds have in common.
#pragma once

#include "association/stash.hpp"
#include "model/save/graph.hpp"
#include "query/association_path.hpp"
#include "rowan/reflect/association_info.hpp"

namespace rowan {

/// Kinds whose handle is a BelongsToHandle.
struct ReferenceKind {
  static bool is_loaded(const AssociationInfo& association, const void* object);
  static void deal_out(const AssociationInfo& association, Slot& owner, Stash& stash, const Key& key,
                       std::vector<Slot*>& targets);
  static void reset(const AssociationInfo& association, void* object);
  static bool pending(const AssociationInfo& association, const void* object);
  static void validate(const AssociationInfo& association, ModelBase& owner, GraphCheck& check);
};

/// Kinds whose handle is a ToManyHandle.
struct ListKind {
  static const std::vector<const AttributeInfo*>& owner_attributes(const AssociationInfo& association);
  static bool owner_key(const AssociationInfo& association, const Slot& owner, Key& key);
  static bool is_loaded(const AssociationInfo& association, const void* object);
  static void deal_out(const AssociationInfo& association, Slot& owner, Stash& stash, const Key& key,
                       std::vector<Slot*>& targets);
  static void reset(const AssociationInfo& association, void* object);
  static bool pending(const AssociationInfo& association, const void* object);
  static void validate(const AssociationInfo& association, ModelBase& owner, GraphCheck& check);
  static SaveResult save_after(const AssociationInfo& association, ModelBase& owner, DatabaseCore& database,
                               const SaveStep& save);
};

/// has_one and has_many: the targets' foreign key is the owner's key.
struct ForeignKeyKind : ListKind {
  static std::string link(AssociationInfo& association, detail::FindModel find);
  static std::vector<Hop> path(const AssociationInfo& association);
};

/// The branch that a handle refers by, or null; the association itself where it has none. It is resolved.
const AssociationInfo* branch_at(const AssociationInfo& association, const BelongsToHandle& handle);

}  // namespace rowan
