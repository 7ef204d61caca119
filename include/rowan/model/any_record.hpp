// A record of a model that only run time knows: for tools, served APIs and whatever works by name.
#pragma once

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rowan/core/text_argument.hpp"
#include "rowan/export.hpp"
#include "rowan/fwd.hpp"
#include "rowan/model/json_shape.hpp"
#include "rowan/model/model_base.hpp"

namespace rowan {

/// Owns one record; what it can do is ModelBase's. Moves, never copies. To one thread at a time, as any record.
///
///   AnyRecord user("User");
///   user->set("email", "ann@example.com");
///   user->save_or_throw();
class ROWAN_EXPORT AnyRecord {
 public:
  /// A new record of the model, as its default constructor makes it.
  explicit AnyRecord(const ModelInfo& model);
  /// As above, of the model with this name, qualified or short. @throws MappingError naming near misses.
  explicit AnyRecord(TextArgument model);
  AnyRecord(AnyRecord&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  AnyRecord& operator=(AnyRecord&& other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  ~AnyRecord();

  /// Sets by name and saves. @throws RecordInvalid, RecordNotSaved.
  static AnyRecord create(TextArgument model, std::initializer_list<NamedValue> values);
  /// By primary key, one value for each of its columns, or nothing when there is no such row.
  static std::optional<AnyRecord> find_if(const ModelInfo& model, std::span<const Value> key);
  static std::optional<AnyRecord> find_if(TextArgument model, std::initializer_list<Value> key);

  /// The record's row, loaded anew, as a record of the model that its type says: of a User, an Admin. Of a model
  /// without sub-classes, a record of that. @throws RecordNotFound when the row is gone.
  static AnyRecord of_its_type(const ModelBase& record);

  /// @throws RecordMoved when it was moved from.
  ModelBase& operator*() const;
  ModelBase* operator->() const { return &**this; }

 private:
  friend class AnyRelation;
  friend class AnyRecords;
  explicit AnyRecord(Block* block) : block_(block) {}
  Block* block_ = nullptr;
};

// --- Associations by name. They do what the handle does: load for all siblings, save at once where the owner is
// persisted, throw StrictLoadingViolation where loading is forbidden. Records stay where they are until the handle is
// reset or changed, or the owner dies. @throws QueryError for an unknown association (with near misses), or one of
// another kind.

/// The targets of a has_one or to-many association.
[[nodiscard]] ROWAN_EXPORT std::vector<ModelBase*> targets(ModelBase& record, MemberName association);
/// The target of a belongs_to or has_one; null when there is none.
[[nodiscard]] ROWAN_EXPORT ModelBase* target_if(ModelBase& record, MemberName association);
/// Adds a target (has_one: in place of the old one), and returns it where it now lives.
ROWAN_EXPORT ModelBase& add_target(ModelBase& record, MemberName association, AnyRecord&& target);
/// Makes a target that is saved with the next save of `record`.
ROWAN_EXPORT ModelBase& build_target(ModelBase& record, MemberName association,
                                     std::initializer_list<NamedValue> values);
/// Joins a record that stays where it is, by a many_to_many.
ROWAN_EXPORT void link_target(ModelBase& record, MemberName association, ModelBase& target);
/// Unlinks a target of a has_one or to-many association, as HasMany::remove.
ROWAN_EXPORT void remove_target(ModelBase& record, MemberName association, ModelBase& target);

/// As `record.to_json()`, and after the attributes the targets of these associations: a to-one as an object or null, in
/// place of a belongs_to's key; a to-many as an array. A path of names goes further: `to_json(post, {"author",
/// "comments.author"})`. What is not loaded is loaded. @throws QueryError for an unknown name, and for a path of more
/// than 16 steps.
[[nodiscard]] ROWAN_EXPORT std::string to_json(ModelBase& record, std::span<const std::string_view> include);
[[nodiscard]] inline std::string to_json(ModelBase& record, std::initializer_list<TextArgument> include) {
  return to_json(record, std::vector<std::string_view>(include.begin(), include.end()));
}
/// The parts of a record that the shape says. @throws QueryError for an unknown name, and for more than 16 steps.
[[nodiscard]] ROWAN_EXPORT std::string to_json(ModelBase& record, const JsonShape& shape);

}  // namespace rowan
