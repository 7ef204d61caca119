// What the library knows about one model.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rowan/core/error.hpp"
#include "rowan/core/member_step.hpp"
#include "rowan/export.hpp"
#include "rowan/reflect/association_info.hpp"
#include "rowan/reflect/attribute_info.hpp"

namespace rowan {

/// What the rows of a partial index fulfil, a part of it: the attribute is equal to the value; `negated`: it is not.
/// NULL as the value: it is NULL, or not.
struct IndexTerm {
  const AttributeInfo* attribute = nullptr;
  bool negated = false;
  Value value{};
};

/// An index declared on a model.
struct IndexInfo {
  std::string name;  ///< by convention "index_posts_on_author_id"
  std::vector<const AttributeInfo*> attributes;
  bool unique = false;
  std::vector<IndexTerm> where{};  ///< all of these hold for the rows that are in it; empty: it has all rows
};

/// A CHECK constraint declared on a model.
struct CheckInfo {
  std::string name, sql, message;
  const AttributeInfo* attribute = nullptr;  ///< where its error is shown, if anywhere
};

/// How to make and end objects of the model. `object` points at the most derived object.
struct ObjectOps {
  std::size_t size = 0, alignment = 0;
  std::ptrdiff_t base_offset = 0;  ///< of ModelBase inside the object
  /// The storage is zeroed, so that members without an initialiser begin as they would in `T()`.
  void (*construct)(void* storage) = nullptr;
  void (*destroy)(void* object) noexcept = nullptr;
  /// Move-constructs at `storage` from the object.
  void (*relocate)(void* storage, void* object) = nullptr;
};

struct CallbackTable;

/// What saving needs of one handle, side by side in memory.
struct HandleStep {
  std::uint32_t offset;
  bool refers;    ///< a BelongsToHandle; else a ToManyHandle
  bool required;  ///< a belongs_to that may not be null
};

/// Where a save looks for a change.
struct WatchedMember {
  std::uint32_t offset;       ///< of the member in its object
  std::uint16_t word, index;  ///< of its fingerprint, and of its attribute
};
/// The members, each kind side by side: what a comparison of all of them needs, and no more.
struct WatchedMembers {
  std::vector<WatchedMember> numbers;  ///< of 64 bits, which are their own fingerprint
  std::vector<WatchedMember> texts;
  std::vector<WatchedMember> others;
};

/// Everything about one model: immutable, shared by all threads once linked, alive as long as the process.
struct ROWAN_EXPORT ModelInfo {
  std::string name;            ///< "Post"
  std::string qualified_name;  ///< "blog::Post"
  std::string table, schema;
  std::string type_name;      ///< in the type columns that refer to it, and in its own: `name`, unless configured
  std::string database_name;  ///< name given to `connect(url, {.name = …})`; empty means the default database
  std::uint32_t id = 0;       ///< dense, for per-connection tables

  ObjectOps object;
  std::deque<AttributeInfo> attributes;  ///< deques: addresses stay when a link step adds to them
  std::deque<AssociationInfo> associations;
  std::vector<MemberStep> members;                  ///< one per attribute, in order: how it is read, written, watched
  std::vector<HandleStep> handles;                  ///< one per association, in order
  std::vector<std::uint64_t> initial_fingerprints;  ///< of an object as its constructor makes it
  std::vector<const AttributeInfo*> primary_key;
  std::vector<const AttributeInfo*> kept_originals;  ///< hashed attributes whose loaded value is kept as well
  const ModelInfo* base = nullptr;                   ///< of a sub-class: the model whose table it shares
  const AttributeInfo* type_attribute = nullptr;  ///< says which of those models a row is of; null: there is one only
  const AttributeInfo* lock_version = nullptr;
  const AttributeInfo* created_at = nullptr;
  const AttributeInfo* updated_at = nullptr;
  std::vector<IndexInfo> indexes;
  std::vector<CheckInfo> checks;
  std::uint16_t fingerprint_words = 0;
  std::uint16_t key_index = 0;  ///< of the first attribute of the primary key
  std::uint16_t key_word = 0;   ///< where its fingerprint begins
  bool integer_key = false;     ///< one integer attribute is the primary key
  bool generated_key = false;   ///< …and the database makes it
  bool plain_updates = false;   ///< what an UPDATE changes in a record, but for its key, are some of 64 fingerprints
  bool strict_loading = false;
  bool read_only = false;  ///< a view, or a table that is only read; it may be without a primary key
  bool has_database_defaults = false;
  bool has_arrays = false;
  bool counts_owners = false;                ///< some belongs_to has a counter cache
  bool has_composite_references = false;     ///< some belongs_to has a key of several parts
  bool touches_owners = false;               ///< some belongs_to touches
  bool shares_columns = false;               ///< the key of some belongs_to uses a column of another attribute
  std::shared_ptr<CallbackTable> callbacks;  ///< null when the model has none
  bool tells_found = false;                  ///< it has after_find callbacks
  bool prepares = false;                     ///< save() normalizes texts of its records, or fills in defaults
  bool validates = false;                    ///< some rule or validation is to be run before saving
  bool declares_constraints = false;         ///< a violation of a declared constraint becomes an error on the record
  /// save() has a record's own row to see to, and nothing else: no callbacks, rules or validations, owners that count
  /// or are touched, shared columns, or declared constraints. An UPDATE is plain, and has no time-stamp.
  bool plain_saves = false;
  std::vector<std::string> mistakes;          ///< found while describing; a model with any is never published
  const AttributeInfo* deleted_at = nullptr;  ///< of SoftDelete: destroy() sets it, and deletes nothing
  std::shared_ptr<const void> hides_deleted;  ///< the default condition of `deleted_at`

  /// It, and its sub-classes and theirs, that are registered: what a row that it reads may be of. The list stays as it
  /// is; when a library with more is loaded, there is another one.
  [[nodiscard]] const std::vector<const ModelInfo*>& kinds() const noexcept;
  mutable const std::vector<const ModelInfo*>* known_kinds = nullptr;  ///< of kinds() and the registry; atomically
  WatchedMembers watched;                                              ///< `members`, for a save to compare
  /// The model that its table is named after: itself, unless it is a sub-class.
  [[nodiscard]] const ModelInfo& root() const noexcept { return base == nullptr ? *this : base->root(); }

  /// By member name ("title"); a belongs_to ("author") also by its column or as "author_id". Null when there is none.
  [[nodiscard]] const AttributeInfo* find_attribute(std::string_view attribute) const;
  /// Of a reference to one of several models, "subject:Photo" is the part that refers to Photo.
  [[nodiscard]] const AssociationInfo* find_association(std::string_view association) const;
  /// As above. @throws QueryError naming near misses.
  [[nodiscard]] const AttributeInfo& attribute(std::string_view attribute) const;
  [[nodiscard]] const AssociationInfo& association(std::string_view association) const;
};

}  // namespace rowan
