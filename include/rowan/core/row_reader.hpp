// Where hydration reads from: the current row of a statement.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rowan/core/member_step.hpp"
#include "rowan/core/value.hpp"

namespace rowan {

/// Typed access to the columns of one row. Each call reads column `column` (from 0) into `out` and returns true, or
/// returns false, leaving `out` alone, when it is NULL. A driver converts from what its database stores, exactly.
/// @throws InvalidValue (without naming the attribute; the caller adds that) when the stored value is of another kind.
/// One thread at a time; valid while the statement stands on the row.
class ROWAN_EXPORT RowReader {
 public:
  virtual ~RowReader() = default;

  [[nodiscard]] virtual bool is_null(int column) = 0;
  virtual bool read(int column, bool& out) = 0;
  virtual bool read(int column, std::int64_t& out) = 0;
  virtual bool read(int column, std::uint64_t& out) = 0;
  virtual bool read(int column, double& out) = 0;
  virtual bool read(int column, Decimal& out) = 0;
  virtual bool read(int column, std::string& out) = 0;
  virtual bool read(int column, Bytes& out) = 0;
  virtual bool read(int column, Date& out) = 0;
  virtual bool read(int column, LocalDateTime& out) = 0;
  virtual bool read(int column, Instant& out) = 0;
  virtual bool read(int column, Uuid& out) = 0;
  virtual bool read(int column, Json& out) = 0;
  /// Text without a copy, valid until the statement moves.
  virtual bool read(int column, std::string_view& out) = 0;
  /// An array of one dimension, or none, with elements of the kind `element`, or NULL. @throws Unsupported, unless
  /// overridden: see `Capabilities::arrays`.
  virtual bool read_list(int column, TypeKind element, std::vector<Value>& out);

  /// Reads the columns from `column` on into the members of `object`, one a step, counting `column` up: when it throws,
  /// `column` is the one that can't be read. Unless `prints` is null, the members' fingerprints go there, each to its
  /// place among those of the object.
  virtual void read_members(std::span<const MemberStep> steps, void* object, int& column, std::uint64_t* prints);

  /// The column as the database holds it, for raw SQL where no type is known.
  [[nodiscard]] virtual Value value(int column) = 0;
};

/// The column as a value of a known kind, NULL included.
ROWAN_EXPORT Value read_value(RowReader& row, int column, TypeKind kind);

}  // namespace rowan
