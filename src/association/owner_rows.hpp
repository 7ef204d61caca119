// Whom rows refer to: as a record has it, and as the database has it.
#pragma once

#include <initializer_list>
#include <optional>
#include <span>
#include <vector>

#include "model/record/key.hpp"
#include "rowan/model/model_base.hpp"
#include "rowan/query/select.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

class DatabaseCore;

/// An owner, as a row refers to it: the belongs_to, or the branch of it, and the owner's key.
struct OwnerReference {
  const AssociationInfo* reference;
  Key key;
  friend bool operator==(const OwnerReference&, const OwnerReference&) = default;
};

/// Whom `object`, of the association's model, refers to; nobody where the key is NULL.
std::optional<OwnerReference> owner_of(const AssociationInfo& declared, const void* object);
/// The order in which owners are written: by table, then by key.
bool comes_before(const OwnerReference& left, const OwnerReference& right);

/// Which belongs_to are meant: those with a counter cache, or those that touch.
using OwnerTrait = bool AssociationInfo::*;
using OwnerTraits = std::initializer_list<OwnerTrait>;
inline constexpr OwnerTrait that_count = &AssociationInfo::counts, that_touch = &AssociationInfo::touches;

/// Whether an update of the record changes whom it refers to by one of these; with `only`, one that sends these
/// columns.
bool moves_owners(OwnerTrait trait, const ModelBase& record, std::span<const AttributeInfo* const> only = {});

/// Rows of one model, as far as their keys and whom they refer to.
class OwnerRows {
 public:
  /// By those belongs_to that have one of the traits.
  OwnerRows(const ModelInfo& model, OwnerTraits traits);
  /// Locked, so that nobody gives them to others meanwhile.
  void lock(SelectQuery which, DatabaseCore& database);
  void read(SelectQuery which, DatabaseCore& database);
  [[nodiscard]] const std::vector<std::vector<Value>>& rows() const noexcept { return rows_; }
  /// Of one of them, or of what becomes of it.
  [[nodiscard]] std::optional<OwnerReference> owner(const AssociationInfo& association,
                                                    const std::vector<Value>& row) const;
  /// Where the value of a column is in each row; nothing for others than those of the references and the key.
  [[nodiscard]] std::optional<std::size_t> place(const AttributeInfo* column) const;
  /// Each of the model's belongs_to that is meant, resolved.
  [[nodiscard]] const std::vector<const AssociationInfo*>& associations() const noexcept { return associations_; }

 private:
  const ModelInfo& model_;
  std::vector<const AssociationInfo*> associations_;
  std::vector<const AttributeInfo*> columns_;
  std::vector<std::vector<Value>> rows_;
};

/// The row of a record.
SelectQuery row_of(const ModelBase& record);

/// Locks the rows of some owners of one model, in the database's order of their keys, for a change that leaves these.
void lock_owners(std::span<const OwnerReference> owners, DatabaseCore& database);
/// The rows of some owners of one model, in queries that each name as many as a statement may.
std::vector<SelectQuery> rows_of(std::span<const OwnerReference> owners);

}  // namespace rowan
