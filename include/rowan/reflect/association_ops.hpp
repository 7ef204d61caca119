// What an association kind is: one table of functions for each, in src/association/kinds/. Nothing else asks for the
// kind; a function that is null has nothing to do.
//
// The functions are of several layers. This header only names their types, so that metadata can point at the tables.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "rowan/export.hpp"
#include "rowan/fwd.hpp"

namespace rowan {

struct Hop;
struct Key;
struct SaveResult;
struct Stash;
class DatabaseCore;
class Destroyer;
class GraphCheck;

namespace schema {
struct Table;
}

/// Saves one record of a graph; returns what is wrong with it.
using SaveStep = std::function<SaveResult(ModelBase&)>;

namespace detail {
/// Finds a described model by qualified name, or null. Called under the registry's lock.
using FindModel = const ModelInfo* (*)(std::string_view qualified_name);
}  // namespace detail

enum class AssociationKind : std::uint8_t {
  belongs_to,
  belongs_to_any,
  has_one,
  has_many,
  many_to_many,
  has_many_through,
  has_one_through
};

/// Where the key is that an association finds its targets by.
enum class KeyPlace : std::uint8_t {
  owner,       ///< in the owner, whose handle is a BelongsToHandle
  target,      ///< in the targets; the handle is a ToManyHandle
  join_table,  ///< in a table between them; likewise
  path,        ///< in the associations that it goes through; likewise
};

struct AssociationOps {
  AssociationKind kind{};  ///< for tools
  std::string_view name;   ///< "has_many": how errors call it
  KeyPlace key{};
  bool to_many = false;
  const AssociationOps* through = nullptr;  ///< what `through()` makes of it; null: it can't be said of it

  // Metadata. All but `link` get a resolved association.
  /// Resolves keys and inverse; the target is known. Returns what is wrong, or nothing.
  std::string (*link)(AssociationInfo&, detail::FindModel) = nullptr;
  /// Adds what the owner's table has for it beside the columns.
  void (*constrain)(const AssociationInfo&, schema::Table& own) = nullptr;
  /// The table that it has for itself.
  schema::Table (*join_table)(const AssociationInfo&) = nullptr;
  /// The tables passed from the owner to the target: at least one hop.
  std::vector<Hop> (*path)(const AssociationInfo&) = nullptr;
  /// The owner's attributes that lead to the targets.
  const std::vector<const AttributeInfo*>& (*owner_attributes)(const AssociationInfo&) = nullptr;

  // Loading. `object` is the most derived object of the owner.
  /// The key by which the owner's targets are found. False when it is NULL.
  bool (*owner_key)(const AssociationInfo&, const Slot& owner, Key&) = nullptr;
  bool (*is_loaded)(const AssociationInfo&, const void* object) = nullptr;
  /// Fills the owner's handle from what was loaded for its key, and adds what it holds now to `targets`.
  void (*deal_out)(const AssociationInfo&, Slot& owner, Stash&, const Key&, std::vector<Slot*>& targets) = nullptr;
  void (*reset)(const AssociationInfo&, void* object) = nullptr;

  // Saving
  /// Whether something in the handle waits to be saved or linked with the owner.
  bool (*pending)(const AssociationInfo&, const void* object) = nullptr;
  /// Validates what is saved with the owner; `path` is the owner's, in errors.
  void (*validate)(const AssociationInfo&, ModelBase& owner, GraphCheck&) = nullptr;
  SaveResult (*save_before)(const AssociationInfo&, ModelBase& owner, const SaveStep&) = nullptr;
  SaveResult (*save_after)(const AssociationInfo&, ModelBase& owner, DatabaseCore&, const SaveStep&) = nullptr;

  /// What becomes of the targets before the owner's row is deleted.
  SaveResult (*on_destroy)(const AssociationInfo&, ModelBase& owner, Destroyer&) = nullptr;
};

/// The tables of the kinds there are.
namespace association_kinds {
ROWAN_EXPORT extern const AssociationOps belongs_to, belongs_to_any, has_one, has_many, many_to_many, has_many_through,
    has_one_through;
}

}  // namespace rowan
