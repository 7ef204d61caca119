// A model as plain values: for tools, forms, schemas and served APIs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rowan/core/text_argument.hpp"
#include "rowan/core/value.hpp"
#include "rowan/export.hpp"
#include "rowan/fwd.hpp"

namespace rowan {

/// See RuleKind for what `values` are. `kind` may also be "unique", which the database checks.
struct RuleDescription {
  std::string kind, code;
  std::vector<Value> values;
  std::string other{};            ///< the attribute that it is compared with; empty: none
  std::vector<std::string> on{};  ///< "create", "update", or contexts of the program; empty: always
  bool conditional = false;       ///< it also depends on a function of the program
};

/// A rule that is not of one attribute's value: "custom", "confirmation", "acceptance".
struct RecordRuleDescription {
  std::string kind;
  std::string attribute;  ///< that its error is on; empty: known to the function only
  std::vector<std::string> on;
  bool conditional = false;
};

/// A function of the program that is called at this moment: "before_save", "around_create", "after_commit".
struct CallbackDescription {
  std::string moment;
  std::vector<std::string> on;
  bool conditional = false;
};

struct AttributeDescription {
  std::string name, column;
  std::string type;  ///< as to_string(TypeKind): "int64", "text", "text[]", …
  bool nullable = false;
  bool primary_key = false;
  bool generated = false;    ///< a key that is made when none is given
  bool managed = false;      ///< time-stamps and the lock version, which save() sets
  bool secret = false;       ///< not to be shown
  bool read_only = false;    ///< set in new records only
  bool normalized = false;   ///< texts are kept in a normal form
  std::uint32_t length = 0;  ///< of a text, in characters; 0: any
  std::uint8_t precision = 0, scale = 0;
  std::string default_sql;           ///< empty: none
  std::vector<std::string> choices;  ///< of an enum: the texts that are valid
  std::string association;           ///< the belongs_to whose key it is; empty: none
  std::vector<RuleDescription> rules;
};

struct AssociationDescription {
  std::string name;
  std::string kind;  ///< "belongs_to", "has_one", "has_many", "many_to_many", "has_many_through", "has_one_through"
  std::vector<std::string> targets;  ///< qualified names of models: one, or those of a `BelongsTo<Any<…>>`
  bool optional = false;
  std::string dependent;  ///< "none", "destroy", "delete_all", "nullify", "restrict_error", "restrict_exception"
  /// Names of attributes: `foreign_key[i]` refers to `referenced_key[i]`; see AssociationInfo for whose they are.
  std::vector<std::string> foreign_key, referenced_key;
  std::string inverse, through, source, join_table;  ///< empty: none
};

/// See IndexTerm.
struct IndexTermDescription {
  std::string attribute;
  bool negated = false;
  Value value{};
};

struct IndexDescription {
  std::string name;
  std::vector<std::string> attributes;
  bool unique = false;
  std::vector<IndexTermDescription> where{};  ///< all of these hold for the rows that are in it; empty: it has all rows
};

struct CheckDescription {
  std::string name, sql, message;
};

/// Which JSON of a model a schema is of.
enum class JsonSchemaOf : std::uint8_t {
  record,  ///< what `to_json(record)` writes: all attributes that are not secret
  create,  ///< what `assign_json` takes for a new record: all but those that save() sets by itself; none is required
  change,  ///< the same for a record that exists: without those that are read-only
};

/// Everything that is declared about a model. It owns all it says, so it may be copied, kept and sent to other threads.
struct ModelDescription {
  std::string name, qualified_name, table, schema, database;
  bool read_only = false;
  std::vector<std::string> primary_key;
  std::vector<AttributeDescription> attributes;  ///< in the order of ROWAN_MODEL
  std::vector<AssociationDescription> associations;
  std::vector<IndexDescription> indexes;
  std::vector<CheckDescription> checks;
  bool custom_validation = false;                   ///< save() also runs functions of the program on the whole record
  std::vector<RecordRuleDescription> record_rules;  ///< in the order in which they are checked
  std::vector<CallbackDescription> callbacks;       ///< in the order of moments; those of a moment as they are called

  [[nodiscard]] ROWAN_EXPORT const AttributeDescription* find_attribute(std::string_view attribute) const;
  [[nodiscard]] ROWAN_EXPORT const AssociationDescription* find_association(std::string_view association) const;
  /// One object with these members by these names. What is empty, false or 0 is there, too.
  [[nodiscard]] ROWAN_EXPORT std::string to_json() const;
  /// A JSON Schema (draft 2020-12): types, whether they may be null, ranges, lengths, patterns, values. Rules that hold
  /// at times only, or depend on other attributes or functions of the program, can't be told in it: save() has the last
  /// word. Decimals are strings, which keep all digits.
  [[nodiscard]] ROWAN_EXPORT std::string json_schema(JsonSchemaOf of = JsonSchemaOf::record) const;
};

/// @throws MappingError when an association can't be resolved, or no model has the name (with near misses).
[[nodiscard]] ROWAN_EXPORT ModelDescription describe(const ModelInfo& model);
[[nodiscard]] ROWAN_EXPORT ModelDescription describe(TextArgument model);
/// All registered models, in the order of their qualified names; as JSON: an array.
[[nodiscard]] ROWAN_EXPORT std::vector<ModelDescription> describe_all();
[[nodiscard]] ROWAN_EXPORT std::string to_json(const std::vector<ModelDescription>& models);

}  // namespace rowan
