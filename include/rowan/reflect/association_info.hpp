// What the library knows about one association of a model.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "rowan/export.hpp"
#include "rowan/fwd.hpp"
#include "rowan/reflect/association_ops.hpp"

namespace rowan {

class Expr;

/// What happens to targets when their owner is destroyed. `none` leaves it to the database's foreign key.
enum class Dependent : std::uint8_t { none, destroy, delete_all, nullify, restrict_error, restrict_exception };

/// Whether a counter cache is right, so that it may be read instead of counting: not before it was first reset.
enum class CounterTrust : std::uint8_t { trusted, not_yet };

/// What the database does to referencing rows.
enum class ForeignKeyAction : std::uint8_t { no_action, restrict_, cascade, set_null };

/// One association. Names are set by `configure`; pointers are resolved when models are linked. Immutable afterwards.
struct AssociationInfo {
  std::string name;
  const AssociationOps* ops = nullptr;  ///< its kind
  std::uint16_t index = 0;              ///< position in ModelInfo::associations
  std::uint32_t offset = 0;             ///< of the handle inside the model object
  const ModelInfo* owner = nullptr;
  std::string target_name;            ///< qualified name of the target model; empty where there are branches
  const ModelInfo* target = nullptr;  ///< resolved; null where there are branches
  /// Of a reference to one of several models: an association for each of them, which only those owners have that refer
  /// to it.
  std::vector<std::unique_ptr<AssociationInfo>> branches;
  /// The attribute that says which model is referred to, of the model that has the foreign key, or null; and what it is
  /// in rows of this association: empty where there are branches.
  const AttributeInfo* type = nullptr;
  std::string type_text;

  bool typed = false;     ///< has_one, has_many: said to be the inverse of such a reference
  bool optional = false;  ///< belongs_to that may be null
  bool strict_loading = false;
  bool batch = true;  ///< load for the whole cohort
  Dependent dependent = Dependent::none;
  ForeignKeyAction on_delete = ForeignKeyAction::no_action;
  bool counts = false;   ///< belongs_to: a counter of the target says how many refer to it
  bool touches = false;  ///< belongs_to: what is done to the owner stamps the target's `updated_at`
  CounterTrust counter_trust = CounterTrust::trusted;

  // As configured; empty means by convention.
  std::vector<std::string> foreign_key_names;  // has_one, has_many: the target's columns
  std::string inverse_name, through_name, source_name, join_table;
  std::vector<std::string> join_owner_columns, join_target_columns;
  std::shared_ptr<const Expr> condition;  ///< what else must hold of a row to be a target; null: nothing
  std::string counter_name;               ///< attribute of the target
  std::string order_name;                 ///< attribute of the target that orders them; of a has_one, the first is it
  bool order_descending = false;
  std::vector<const AttributeInfo*> shared_columns;  ///< belongs_to: for each part whose column it uses, or null
  std::string error;                                 ///< why it could not be resolved

  // Resolved. Pairs: foreign_key[i] refers to referenced_key[i].
  //   belongs_to:         foreign_key on the owner, referenced_key on the target (its primary key)
  //   has_one/has_many:   foreign_key on the target, referenced_key on the owner (its primary key)
  //   many_to_many:       join_table(join_owner_columns → owner's key, join_target_columns → target's key)
  //   has_…_through:      `through` is an association of the owner, `source` one of through's target
  std::vector<const AttributeInfo*> foreign_key, referenced_key;
  /// belongs_to: each part of the key as the handle has it. A part with a shared column is there twice: in the handle,
  /// and in the attribute that foreign_key names, which is the one that is read and written.
  std::vector<const ValueOps*> key_ops;
  bool shares_columns = false;
  const AttributeInfo* counter = nullptr;  ///< belongs_to that counts, and each of its branches: of the target
  const AssociationInfo* inverse = nullptr;
  const AssociationInfo* through = nullptr;
  const AssociationInfo* source = nullptr;

  /// True once the resolved members may be read. Set last, under the registry's lock.
  std::atomic<bool> linked{false};

  /// This, resolved; tries again when the target may have arrived with a library since. @throws MappingError saying
  /// what is missing.
  const AssociationInfo& resolved() const {
    if (!linked.load(std::memory_order_acquire)) resolve();
    return *this;
  }

  /// A reference's columns: its type, where it has one, and its key.
  [[nodiscard]] std::vector<const AttributeInfo*> own_columns() const {
    std::vector<const AttributeInfo*> columns = foreign_key;
    if (type != nullptr) columns.insert(columns.begin(), type);
    return columns;
  }
  /// The branch that leads to a model, or null; this, where there are none.
  [[nodiscard]] const AssociationInfo* branch_to(const ModelInfo& model) const {
    if (branches.empty()) return this;
    for (const auto& branch : branches) {
      if (branch->target == &model) return branch.get();
    }
    return nullptr;
  }
  /// Whether its targets are, or may be, of the model with this qualified name.
  [[nodiscard]] bool leads_to(std::string_view model) const {
    for (const auto& branch : branches) {
      if (branch->target_name == model) return true;
    }
    return branches.empty() && target_name == model;
  }
  /// The branch that leads to the model of this name, qualified or plain, or null.
  [[nodiscard]] ROWAN_EXPORT const AssociationInfo* branch_named(std::string_view model) const;
  /// Of what is a branch: the association as it is declared; of others, itself.
  [[nodiscard]] ROWAN_EXPORT const AssociationInfo& declared() const;
  [[nodiscard]] bool is_branch() const { return &declared() != this; }
  [[nodiscard]] bool to_many() const { return ops->to_many; }
  /// The owner has the foreign key, and its handle is a BelongsToHandle; else it is a ToManyHandle.
  [[nodiscard]] bool refers() const { return ops->key == KeyPlace::owner; }
  /// The targets have the foreign key.
  [[nodiscard]] bool is_referred_to() const { return ops->key == KeyPlace::target; }
  [[nodiscard]] bool is_joined() const { return ops->key == KeyPlace::join_table; }

 private:
  ROWAN_EXPORT void resolve() const;
};

}  // namespace rowan
