// What the library knows about one attribute of a model.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "rowan/core/logical_type.hpp"
#include "rowan/core/member_step.hpp"
#include "rowan/core/value.hpp"
#include "rowan/export.hpp"
#include "rowan/fwd.hpp"
#include "rowan/reflect/normalizer.hpp"
#include "rowan/reflect/rule.hpp"

namespace rowan {

/// How to treat a member of one C++ type. One table per type in the process, made of plain functions; `member` points
/// at the member.
struct ValueOps {
  TypeKind kind{};
  bool nullable = false;   ///< std::optional, or an optional belongs_to
  bool hashed = false;     ///< the fingerprint is a hash: the loaded value can't be told from it
  std::uint8_t words = 1;  ///< 64-bit words of a fingerprint

  void (*read)(RowReader& row, int column, void* member) = nullptr;
  void (*write)(ParameterWriter& parameters, int index, const void* member) = nullptr;
  Value (*get)(const void* member) = nullptr;
  void (*set)(void* member, const Value& value) = nullptr;
  /// Writes `words` words that differ whenever the value does (a keyed hash for text, bytes and JSON).
  void (*fingerprint)(const void* member, std::uint64_t* out) = nullptr;
  /// The value a fingerprint was taken of; null when `hashed`.
  Value (*unfingerprint)(const std::uint64_t* words) = nullptr;
  bool (*is_null)(const void* member) = nullptr;
  /// For enums: the valid texts, else null; and the table that stores them as integers.
  std::vector<std::string_view> (*choices)() = nullptr;
  const ValueOps* as_integer = nullptr;
  /// For members that need no call to be read, written or watched.
  MemberKind member = MemberKind::other;
  KeyLayout key{};
  /// For later parts of a belongs_to's key: the same, where no part before it has a column of its own.
  const ValueOps* leading = nullptr;
  /// Where the column holds something else than `get` gives, as numbers for times and enums: to the column's, and back.
  Value (*stored)(const Value& value) = nullptr;
  Value (*loaded)(const Value& stored) = nullptr;
  std::int64_t unit = 0;  ///< of such a time, in microseconds
};

/// One column of a model. Immutable once the model is linked; lives as long as the process.
struct AttributeInfo {
  std::string name;    ///< the member's name ("title", "author"); of a key of several columns each column's
  std::string column;  ///< the column's name
  LogicalType type;
  bool nullable = false;
  bool primary_key = false;
  bool generated = false;         ///< the database makes the key when none is given
  bool reuse_keys = false;        ///< the database may give a deleted row's key to another row
  bool database_default = false;  ///< the database fills it in when a new record leaves it untouched
  std::string default_sql;        ///< the default's SQL, for DDL
  bool lock_version = false;
  bool created_at = false, updated_at = false;
  bool keep_original = false;
  bool read_only = false;        ///< a rule asks that it is set in new records only
  bool secret = false;           ///< its values are shown nowhere: not in printed records, nor in the log
  std::uint16_t kept_index = 0;  ///< position among ModelInfo::kept_originals
  bool unique = false;           ///< declared unique alone (also as an index)
  bool shared = false;           ///< the key of a belongs_to uses this column as well
  std::uint16_t index = 0;       ///< position in ModelInfo::attributes, and in every column list
  std::uint16_t word = 0;        ///< first word of its fingerprint
  std::uint32_t offset = 0;      ///< of the member inside the model object
  const ValueOps* ops = nullptr;
  const AssociationInfo* association = nullptr;  ///< the belongs_to that owns this column
  std::vector<Rule> rules;
  std::vector<TextNormalizer> normalizers;  ///< of a text, in this order
  std::function<Value()> make_default;      ///< what a new record gets that leaves it untouched; empty: nothing

  /// What is kept for `value`: the normal form of a text, anything else as it is. @throws what a normalizer throws.
  [[nodiscard]] ROWAN_EXPORT Value normalized(Value value) const;
};

}  // namespace rowan
