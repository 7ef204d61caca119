// A prepared statement: parameters in, rows out.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "rowan/core/parameter_writer.hpp"
#include "rowan/core/row_reader.hpp"

namespace rowan {

/// What a driver implements for one prepared statement. Life cycle: write all parameters, then either `run()`, or
/// `step()` until it returns false; then `reset()`, and again. Belongs to one connection, must be destroyed before it,
/// and is used by one thread at a time. Errors are typed and carry the statement's text. After any exception only
/// `reset()` and the destructor may be called.
class ROWAN_EXPORT Statement : public RowReader, public ParameterWriter {
 public:
  /// Moves to the next row; the first call executes. False after the last row.
  virtual bool step() = 0;
  /// Executes to the end, ignoring rows. Returns how many rows an INSERT, UPDATE or DELETE *matched*; 0 for others.
  /// Leaves it reset.
  virtual std::uint64_t run() = 0;
  /// Ends a row of a statement that `DriverConnection::prepare_bulk` or `prepare_batch` made; the parameters of the
  /// next one may follow. Text and bytes must live until `run()` all the same. @throws as run(); Unsupported from
  /// others.
  virtual void end_row();
  /// Ends the execution, lets go of the parameters' memory and of locks held by an unfinished read.
  virtual void reset() noexcept = 0;

  [[nodiscard]] virtual int column_count() = 0;
  [[nodiscard]] virtual std::string_view column_name(int column) = 0;
  /// The text it was prepared from.
  [[nodiscard]] virtual std::string_view sql() const = 0;
  /// What was written to its placeholders, for the log; empty unless the database was opened with `log_values`.
  [[nodiscard]] virtual std::string bound_values() const { return {}; }
  /// Says that the text is not all the library's: parameters are of the types that the values given have, not of those
  /// of the columns that they meet. Before the first execution.
  virtual void keep_parameter_types() {}
};

}  // namespace rowan
