// A record and what is associated with it, written together: all of it, or nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rowan/core/text_argument.hpp"
#include "rowan/core/value.hpp"
#include "rowan/export.hpp"
#include "rowan/fwd.hpp"
#include "rowan/model/json_options.hpp"
#include "rowan/model/save_result.hpp"

namespace rowan {

/// What is done with targets of an association. A target that is named and is not the owner's is a RecordNotFound.
enum class NestedOperation : std::uint8_t {
  create,             ///< a new target; one more than a to-one has is refused
  connect,            ///< a row that no other owner has; joining one twice is harmless
  connect_or_create,  ///< a row with these values, no other owner's, else a new target that gets them, too
  disconnect,         ///< the owner's no longer; refused where its reference can't be NULL
  set,                ///< the targets are just these rows: others are disconnected
  update,             ///< a target of the owner
  upsert,             ///< …or a new one where there is none
  remove,             ///< a target of the owner is destroyed; "delete" in JSON
};

struct NestedStep;
using NestedValues = std::vector<std::pair<std::string, Value>>;

/// What becomes of one record: its attributes, then its associations. A plain value, made by Writes<T> or of JSON.
struct NestedWrite {
  NestedValues values;
  std::vector<NestedStep> steps;
};

/// One operation on one association.
struct NestedStep {
  std::string association;
  NestedOperation operation{};
  std::string path;                 ///< of the step, in errors: "comments.create[2]"
  std::vector<NestedValues> where;  ///< by what rows are found: one, for `set` any number
  NestedWrite data;                 ///< of what is created or updated
  NestedWrite update;               ///< of `upsert`: what a target that is there becomes
};

/// Saves the record with what is written: attributes, rows that it refers to, itself, then its targets, each as by
/// save() and destroy(), in one transaction (inside an open one: all or nothing all the same). Steps on each record are
/// done in their order. What lives in another database is written in transactions there, a step each. False where a
/// record is invalid or violates a declared constraint; errors() name attributes by their paths:
/// "comments.create[2].body". Where it is not true, the record refers to what it referred to before.
/// @throws RecordNotFound, NotUnique, RecordNotSaved, InvalidValue, QueryError, which begin with the path; QueryError
/// also for a step that asks what the record refers to, after one that changed it.
ROWAN_EXPORT SaveResult write_nested(ModelBase& record, const NestedWrite& write);

/// What JSON from outside may write; nothing unless it is said.
///   rowan::Permit({"title", "body"}).nested("comments", rowan::Permit({"body"}), {NestedOperation::create})
class ROWAN_EXPORT Permit {
 public:
  struct Branch;
  Permit() = default;
  /// Attributes that may be set, and that rows may be found by besides their key.
  Permit(AllowedAttributes attributes)  // NOLINT(google-explicit-constructor)
      : attributes_(std::move(attributes)) {}
  Permit(std::initializer_list<MemberName> attributes) : attributes_(attributes) {}
  /// What may be written of the targets of an association, by these operations.
  [[nodiscard]] Permit nested(MemberName association, Permit targets,
                              std::initializer_list<NestedOperation> operations) const;

  [[nodiscard]] const AllowedAttributes& attributes() const { return attributes_; }
  /// Null: nothing.
  [[nodiscard]] const Branch* branch(std::string_view association) const;

 private:
  AllowedAttributes attributes_;
  std::shared_ptr<const std::vector<Branch>> branches_;  ///< null: none
};

struct Permit::Branch {
  std::string association;
  std::vector<NestedOperation> operations;
  Permit targets;
};

struct NestedLimits {
  std::size_t most_bytes = std::size_t{1024} * 1024;
  std::size_t most_steps = 1000;  ///< operations, those inside of others counted, and rows of `set`
  std::size_t most_depth = 8;     ///< of operations in operations
};

/// As write_nested, of a JSON object with values of attributes and objects of operations:
///
///   {"title": "x", "author": {"connect": {"id": 7}},
///    "comments": {"create": [{"body": "first"}], "update": [{"where": {"id": 3}, "data": {"body": "y"}}],
///                 "delete": {"id": 4}},
///    "tags": {"connect_or_create": [{"where": {"name": "sql"}, "create": {"colour": "blue"}}]}}
///
/// An operation takes one object or an array of them; of a to-one association just one is done, and "disconnect" and
/// "delete" take true as well. What is done to targets comes before what makes rows targets: "update", "upsert",
/// "disconnect" and "delete", then "set", then the others. An array in place of the operations is refused: what would
/// become of the targets that it leaves out? @throws QueryError for what is not permitted or unknown, InvalidValue for
/// a value that doesn't fit and beyond the limits; then nothing was written.
ROWAN_EXPORT SaveResult write_json(ModelBase& record, TextArgument json, const Permit& permit,
                                   const NestedLimits& limits = {});
/// What `write_json` would write.
[[nodiscard]] ROWAN_EXPORT NestedWrite nested_write_of(const ModelInfo& model, TextArgument json, const Permit& permit,
                                                       const NestedLimits& limits = {});

}  // namespace rowan
