// What every record can do. Compiled once, for all models: it walks the metadata.
//
// All records reached from one result set belong to one thread at a time.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rowan/core/member_name.hpp"
#include "rowan/core/text_argument.hpp"
#include "rowan/core/value.hpp"
#include "rowan/export.hpp"
#include "rowan/fwd.hpp"
#include "rowan/model/json_options.hpp"
#include "rowan/model/save_result.hpp"
#include "rowan/model/slot.hpp"
#include "rowan/query/assignment.hpp"
#include "rowan/reflect/occasion.hpp"

namespace rowan {

struct UpsertOptions;

/// One attribute that differs from what was loaded or last saved.
struct Change {
  std::string_view attribute;  ///< name; lives as long as the process
  std::optional<Value>
      before;  ///< absent where only a hash was kept (text, bytes, JSON without `keep_original()`), and for new records
  Value after;
  bool secret = false;  ///< its values are not printed

  /// `title: "a" -> "b"`; `?` where `before` is absent.
  friend ROWAN_EXPORT std::ostream& operator<<(std::ostream& out, const Change& change);
  friend bool operator==(const Change&, const Change&) = default;
};

/// A name and a value, for assignment by name.
struct NamedValue {
  MemberName name;
  Value value;
};

namespace detail {
template <class T, class A>
NamedValue named(const A& assignment) {
  const AttributeAssignment& set = set_in<T>(assignment);
  return {set.attribute, set.value};
}
}  // namespace detail

/// Base of all models, through Model<T>. A member of a model may be named like a function here; the library never calls
/// through the model's own names.
class ROWAN_EXPORT ModelBase {
 public:
  ~ModelBase() {
    if (slot_ != nullptr) detach_slot();
  }

  // --- Saving. The database is the one given; else the one that loaded the record; else the model's; else that of the
  // transaction open on this thread; else the default. A transaction open on it is joined. Errors of the database are
  // thrown, typed; see SaveResult for what is not.

  /// Validates, then inserts a new record, or updates the changed columns of a persisted one (nothing changed: no SQL,
  /// still true), with unsaved records it belongs to before, and added children after it, all in one transaction.
  /// @throws StaleRecord when the row is gone or its lock version moved on; RecordDestroyed.
  SaveResult save();
  SaveResult save(const Database& database);
  SaveResult save(WithSavepoint);
  /// Also heeds the rules and callbacks that are declared on this context, of the record and of all that is saved with
  /// it. @throws QueryError, with near misses, when its model declares nothing on it.
  SaveResult save(ValidationContext context);
  /// @throws RecordInvalid with all messages, or RecordNotSaved, where save() would be false.
  void save_or_throw();
  void save_or_throw(const Database& database);
  void save_or_throw(ValidationContext context);
  /// Sets by name, then saves.
  SaveResult update(std::initializer_list<NamedValue> values);
  /// @throws RecordInvalid, RecordNotSaved, where update() would be false. What was set stays set.
  void update_or_throw(std::initializer_list<NamedValue> values);
  /// A bare UPDATE of these columns: no validation, callbacks or time-stamps. The record must be persisted.
  void update_columns(std::initializer_list<NamedValue> values);
  /// INSERT of a new record, or UPDATE of the row with equal values in `unique_by`, in one statement, as upsert_all of
  /// one: without validations or callbacks. The record is then that row, read back, with its key. @throws MappingError
  /// when these are not declared unique; RecordNotSaved for a record that has a row, and where a default condition
  /// hides the row to be updated; InvalidValue for NULL in them.
  void upsert(std::initializer_list<MemberName> unique_by);
  void upsert(std::initializer_list<MemberName> unique_by, const UpsertOptions& options);
  /// Runs callbacks and dependents, deletes the row. The record is destroyed then: saving it throws.
  /// False when a before_destroy callback or a `restrict_error` dependent stopped it.
  SaveResult destroy();
  /// The bare DELETE: no callbacks, no dependents.
  void delete_row();
  /// Selects the row again by its stored key and forgets loaded associations. @throws RecordNotFound.
  void reload();
  /// Selects what an only(…) left out of this record, in one query for it alone; what was set meanwhile stays, and is a
  /// change. Nothing for a record that has all. @throws RecordNotFound; StaleRecord where the lock version moved on.
  void load_missing();
  /// Runs validations only.
  [[nodiscard]] Errors validate();
  [[nodiscard]] Errors validate(ValidationContext context);

  // --- State
  [[nodiscard]] bool is_new() const noexcept { return slot_ == nullptr || slot_->lifecycle == Lifecycle::fresh; }
  [[nodiscard]] bool is_persisted() const noexcept {
    return slot_ != nullptr && slot_->lifecycle == Lifecycle::persisted;
  }
  [[nodiscard]] bool is_destroyed() const noexcept {
    return slot_ != nullptr && slot_->lifecycle == Lifecycle::destroyed;
  }
  /// A new record is changed; a readonly one tells no changes. An equal value assigned is no change.
  [[nodiscard]] bool changed() const;
  [[nodiscard]] bool changed(MemberName attribute) const;
  [[nodiscard]] std::vector<Change> changes() const;
  /// What the last save() of this object sent.
  [[nodiscard]] std::vector<Change> saved_changes() const;
  /// The record was moved out of this object: only assignment and destruction are left.
  [[nodiscard]] bool is_moved_from() const noexcept;
  /// Loaded with `.readonly()`: can't be saved.
  [[nodiscard]] bool is_readonly() const noexcept;

  /// Whether the attribute has a value of the row, or one that was given since: false for what an only(…) left out.
  /// The member of such an attribute is what the class's constructor makes of it. @throws QueryError for an unknown
  /// name.
  [[nodiscard]] bool is_loaded(MemberName attribute) const;

  // --- By name
  /// @throws QueryError for an unknown name, AttributeNotLoaded.
  [[nodiscard]] Value get(MemberName attribute) const;
  /// @throws QueryError for an unknown name, InvalidValue for a value that doesn't fit.
  void set(MemberName attribute, const Value& value);
  /// Sets all of these, or none. @throws as set().
  void assign(std::initializer_list<NamedValue> values);
  /// All attributes that are loaded, but for those that are `secret()`, as one JSON object; instants in UTC, decimals
  /// and 64-bit integers exact, bytes in base64.
  [[nodiscard]] std::string to_json() const;
  /// Sets the attributes that `json` (an object) names. Nothing is set when anything is wrong. @throws InvalidValue,
  /// QueryError.
  void assign_json(TextArgument json) { assign_json(json, JsonOptions()); }
  /// As above, but only the attributes that are allowed: for JSON from outside, which may name the key, a foreign key,
  /// the lock version or a time-stamp as well. @throws QueryError for any other one, unless they are to be ignored.
  void assign_json(TextArgument json, const JsonOptions& options);

  /// `Book(id: 1, title: "Solaris", author_id: 7, isbn: NULL)`, in the order of ROWAN_MODEL; long values are cut, those
  /// of attributes that are `secret()` are `[filtered]`.
  [[nodiscard]] std::string inspect() const;
  /// As inspect().
  friend ROWAN_EXPORT std::ostream& operator<<(std::ostream& out, const ModelBase& record);
  /// Whether both are the same row: one model, one database, the same key as loaded. What the attributes hold does not
  /// matter. A new record equals itself only.
  friend bool operator==(const ModelBase& left, const ModelBase& right) { return left.same_row(right); }

  /// Leaves the cohort and the thread of the result set it came from: the record may then be handed to another thread.
  /// Loaded associations are dropped.
  void detach();

  [[nodiscard]] const ModelInfo& model_info() const { return info_(); }

  // --- For the library
  void attach(Slot& slot) noexcept {
    slot_ = &slot;
    slot.self = this;
    slot.block->record_attached();
  }
  /// Moves the record's state to another slot.
  void rehome(Slot& slot);
  [[nodiscard]] Slot* slot() const noexcept { return slot_; }
  /// The slot, made if the record has none yet.
  Slot& need_slot();
  /// The most derived object.
  [[nodiscard]] void* object() noexcept;
  [[nodiscard]] const void* object() const noexcept;

 protected:
  explicit ModelBase(const ModelInfo& (*info)()) noexcept : info_(info) {}
  // A copy is another record of the same row: same state, nothing loaded in its handles, part of the same cohort. Only
  // whole records are copied, for this part alone has no members: `for (rowan::ModelBase& record : …)` takes the &.
  ModelBase(const ModelBase& other);
  ModelBase(ModelBase&& other) noexcept;
  ModelBase& operator=(const ModelBase& other);
  ModelBase& operator=(ModelBase&& other) noexcept;

 private:
  void detach_slot() noexcept;
  /// Before the members are assigned from `source`, which may live in what the handles hold.
  [[nodiscard]] Block* let_go_of_targets(const ModelBase& source) noexcept;
  [[nodiscard]] bool same_row(const ModelBase& other) const;

  const ModelInfo& (*info_)();
  Slot* slot_ = nullptr;
};

namespace detail {
/// The attribute at a member of a record. @throws MappingError when the member is none.
ROWAN_EXPORT const AttributeInfo& attribute_at(const ModelBase& record, const void* member);
/// `SET column = COALESCE(column, 0) + by`; the member then holds what the database has.
ROWAN_EXPORT void increment(ModelBase& record, const AttributeInfo& attribute, const Value& by);
}  // namespace detail
}  // namespace rowan
